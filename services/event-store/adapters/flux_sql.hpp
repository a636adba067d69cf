// The pages of the log, read by few threads with a connection each, in the order asked for. Thread-safe.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>

#include "libs/base/guarded_thread.hpp"
#include "libs/postgres/connection.hpp"
#include "services/event-store/app/flux_ports.hpp"

namespace comptoir::event_store {

inline constexpr std::size_t kFilsPages = 2;

/// One page, on the caller's thread.
PageFlux lire_page(postgres::Connection&, const DemandePage&);

class PagesSql final : public PagesFlux {
 public:
  ~PagesSql() override { arreter(); }

  /// What was asked for before waits until now.
  void demarrer(const std::string& conninfo);
  /// Forgets what was not read. Idempotent.
  void arreter();
  /// A reader has at most one page asked for: their number bounds the queue.
  void lire(DemandePage, Suite) override;

 private:
  struct Travail {
    DemandePage demande;
    Suite suite;
  };
  std::optional<Travail> prendre();
  void travailler(const std::string& conninfo);

  std::mutex mutex_;
  std::condition_variable arrive_;
  std::deque<Travail> travaux_;
  bool arret_ = false;
  std::vector<GuardedThread> fils_;
};

}  // namespace comptoir::event_store
