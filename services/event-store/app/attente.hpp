// Readers that wait for an aggregate to change. Thread-safe.
//
// Take a place, then look, then wait: what is told after the place was taken ends the wait, so no change is missed.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

namespace comptoir::event_store {

class Attente {
 public:
  /// `quand_on_attend` is called each time a reader begins to wait, by his thread.
  explicit Attente(std::function<void()> quand_on_attend = {}) : quand_on_attend_(std::move(quand_on_attend)) {}

  using Deadline = std::chrono::steady_clock::time_point;

  class Guichet {
   public:
    Guichet(Attente&, std::string aggregate_id);
    ~Guichet();
    Guichet(const Guichet&) = delete;
    Guichet& operator=(const Guichet&) = delete;
    /// Returns at the first change since the last return (or since the place was taken): true. False when the deadline
    /// passed or the program stops.
    bool wait_until(Deadline);

   private:
    Attente& attente_;
    std::string aggregate_id_;
    std::uint64_t seen_ = 0;
  };

  void notify(const std::set<std::string>& aggregate_ids);
  /// True while a reader has a place.
  bool attendue();
  /// Ends every wait, present and to come.
  void close();

 private:
  struct Salle {
    std::condition_variable changed;
    std::uint64_t generation = 0;
    int waiting = 0;
  };

  std::function<void()> quand_on_attend_;
  std::mutex mutex_;
  std::unordered_map<std::string, Salle> salles_;  ///< only aggregates somebody waits for
  bool closed_ = false;
};

}  // namespace comptoir::event_store
