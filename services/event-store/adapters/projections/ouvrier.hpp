// A thread with a database session of its own, at work in one instance at a time.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

#include "libs/base/guarded_thread.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::event_store::projections {

/// After a turn: nothing to do, or more to do after a rest, or more to do at once.
enum class Suite { rien, repos, encore };

struct Metier {
  const char* nom;      ///< for the log
  std::int64_t verrou;  ///< the advisory lock that elects the instance at work; election only, the fence is elsewhere
  /// What every instance does, elected or not.
  std::function<void(postgres::Connection&)> toujours;
  /// One turn of the elected.
  std::function<Suite(postgres::Connection&)> tour;
};

/// What a turn throws is logged, and the session begun again: it never stops for good before stop().
class Ouvrier {
 public:
  explicit Ouvrier(Metier metier) : metier_(std::move(metier)) {}
  ~Ouvrier() { stop(); }
  void start(std::string conninfo);
  /// Returns when the turn under way has ended.
  void stop();
  /// There may be work: from any thread, started or not.
  void reveiller();
  /// Somebody waits for it: a rest ends now. From any thread.
  void presser();

  /// A rest lasts so many times the turn before it: the thread takes a fifth of a core at most, and the busier the
  /// system, the more one turn has to fold into one write. Never shorter than an order takes: one turn sees all of it.
  static constexpr int kRepos = 4;
  static constexpr std::chrono::milliseconds kReposMin{100}, kReposMax{500};

 private:
  void run(std::stop_token);
  void session(std::stop_token);
  void attendre(std::stop_token, std::chrono::milliseconds);
  void se_reposer(std::stop_token, std::chrono::steady_clock::duration du_tour);

  Metier metier_;
  std::string conninfo_;
  std::mutex mutex_;
  std::condition_variable_any reveil_;
  bool reveille_ = false, presse_ = false;
  GuardedThread thread_;
};

}  // namespace comptoir::event_store::projections
