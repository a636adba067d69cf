// Feeds a worker with the events of the streams it consumes, gapless and in journal order.
//
// The stream is the fast path, the producer's journal the truth. Whatever Redis does (lose entries, groups or
// everything, repeat, show entries that no journal knows or that look like the next event) the worker is given seq 1, 2, 3, … of every stream, once.
// Where all producers write in this process, they hand over what they commit: the group is moved past it from time to time,
// and the stream is looked at for what is left: entries that nobody handed over, or that are not ours.
#pragma once

#include "libs/base/guarded_thread.hpp"
#include "libs/service/intake.hpp"
#include "libs/service/world.hpp"

namespace comptoir::service {

/// An entry of a stream that its producer's journal does not know.
struct Foreign {
  std::string stream, entry, raw;
};

struct ReaderSettings {
  std::string group;     ///< the service's name
  std::string consumer;  ///< this instance's name
};

class Reader {
 public:
  using Quarantine = std::function<void(Foreign)>;

  /// The world outlives it. `positions`: the last seq applied of each stream. From now on it hears what is handed over.
  Reader(ReaderSettings, const World&, const std::map<std::string, std::int64_t>& positions, Inbox&, const Room&,
         Quarantine, Horizon&);
  /// Takes its steps in a thread; the destructor stops and joins it.
  void start();
  /// Reads what the streams have, then asks journals where they fall short. Never throws what the world does.
  void step(std::stop_token);

 private:
  struct Entry {
    std::string id, raw, seal;
  };
  static Entry entry_of(const redis::Reply&);
  bool connect();
  void lose_redis();
  void open_groups();
  void listen();
  bool is_handed_all() const;
  void hear(const std::string& stream, const std::vector<Handed>&);
  void glance(std::stop_token);
  void pass_handed();
  bool read_streams(std::chrono::milliseconds wait, std::stop_token);
  std::vector<std::string> readable() const;
  bool take(const std::string& stream, const std::vector<Entry>&, std::stop_token);
  std::size_t take_next(const std::string& stream, const std::vector<Entry>&, std::size_t from, bool& any);
  void acknowledge_old(const std::string& stream, const std::vector<Entry>&);
  void catch_up(std::stop_token);
  bool fill(const std::string& stream, std::stop_token);
  bool give(const std::string& stream, JournalPage&);
  Delivery read(const std::string& stream, std::int64_t seq, const Parsed&) const;

  ReaderSettings settings_;
  redis::Dial dial_;
  const bus::Seal& seal_;
  const Tempo& tempo_;
  std::vector<std::string> streams_;
  std::map<std::string, bool> behind_;  ///< a gap was seen that is not filled yet
  Intake intake_;
  std::unique_ptr<JournalSource> journal_;
  const Room& room_;
  Quarantine quarantine_;
  Horizon& horizon_;
  std::unique_ptr<redis::Session> redis_;
  std::chrono::steady_clock::time_point next_check_{};
  Handover& handover_;
  std::vector<std::unique_ptr<Handover::Seat>> seats_;  // others call us until these are gone
  GuardedThread thread_;                                // last: it uses all the rest
};

}  // namespace comptoir::service
