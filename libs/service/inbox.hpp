// What waits for the worker: commands from HTTP threads, events from the reader. Bounded on both sides.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "libs/service/delivery.hpp"

namespace comptoir::service {

class Inbox {
 public:
  /// `tempo`: by which patience is measured.
  Inbox(std::vector<std::string> streams, std::size_t max_commands, const Tempo& tempo)
      : tempo_(tempo), max_commands_(max_commands) {
    for (auto& s : streams) order_.push_back(s), events_[s];
  }

  /// False when the queue is full or closed: the caller answers 503.
  bool push(Delivery);
  /// Never waits: ask has_room() before reading more of a stream. A full stream must not keep the others from being
  /// read, since what it holds may wait for one of theirs.
  void push_events(const std::string& stream, std::vector<Delivery>);
  bool has_room(const std::string& stream) const;
  /// Commands that must run again go back in front.
  void put_back(std::vector<Delivery>);
  void drop_events();
  /// A closed inbox takes no new command (stopping, or not the owner).
  void set_open(bool);
  std::vector<Delivery> take_commands();  ///< all of them: to refuse them when ownership is lost
  std::size_t size() const;
  std::size_t commands() const;

  using Ready = std::function<bool(const Delivery&)>;
  /// Up to `max` commands, then up to `max` events stream by stream, in order. Empty when `wait` has passed without any.
  /// An event for which `ready` says no holds its stream back; `ready` sees events in the order they are taken.
  /// While all that is there is patient, waits up to kCompany for something that is not, and takes it all together.
  std::vector<Delivery> drain(std::size_t max, std::chrono::milliseconds wait, const Ready& ready);
  void wake();

  static constexpr std::size_t kMaxEvents = 8192;  ///< per stream; a last read may go past it
  static constexpr std::chrono::milliseconds kCompany{20};

 private:
  void arrive(const Delivery&);
  void leave(const Delivery&);
  bool is_time(std::size_t max, Tempo::Point now) const;
  std::vector<Delivery> select(std::size_t max, const Ready&);
  bool take_ready(std::deque<Delivery>&, std::vector<Delivery>& out, std::size_t& left, const Ready&);

  const Tempo& tempo_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::uint64_t arrivals_ = 0;
  bool woken_ = false;
  std::size_t patient_ = 0, urgent_ = 0;
  Tempo::Point patient_since_{};  ///< arrival of the first that is patient, when any is
  bool open_ = false;
  std::size_t max_commands_;
  std::deque<Delivery> commands_;
  std::vector<std::string> order_;
  std::map<std::string, std::deque<Delivery>> events_;
};

}  // namespace comptoir::service
