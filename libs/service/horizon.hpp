// How far a consumer sees ahead of what it has applied. The reader tells what it sees, the worker what it has applied,
// and whoever asks learns by how much they differ. Thread-safe.
#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace comptoir::service {

class Horizon {
 public:
  using Clock = std::chrono::steady_clock;

  /// One stream. `seen`: the highest seq known to be in its journal; `behind_for`: since when nothing has moved though
  /// there is more, zero when there is not.
  struct View {
    std::int64_t seen = 0, applied = 0;
    std::chrono::duration<double> behind_for{0};
    bool gap = false;  ///< the stream does not have what comes next; its producer's journal is asked
    std::int64_t events() const { return std::max<std::int64_t>(0, seen - applied); }
  };

  void see(const std::string& stream, std::int64_t seq) {
    const std::lock_guard lock(mutex_);
    auto& at = streams_[stream];
    if (seq <= at.seen) return;
    if (at.seen <= at.applied) at.since = Clock::now();
    at.seen = seq;
  }

  void apply(const std::string& stream, std::int64_t seq) {
    const std::lock_guard lock(mutex_);
    auto& at = streams_[stream];
    if (seq > at.applied) at.since = Clock::now();
    at.applied = seq;
    at.seen = std::max(at.seen, seq);
  }

  void gap(const std::string& stream, bool open) {
    const std::lock_guard lock(mutex_);
    streams_[stream].gap = open;
  }

  /// Events that came from a producer's journal and not from its stream; that their producer handed over.
  std::atomic<std::int64_t> filled = 0, handed = 0;

  /// Whether the reader has a connection to Redis.
  void connected(bool yes) {
    const std::lock_guard lock(mutex_);
    connected_ = yes;
  }
  bool connected() const {
    const std::lock_guard lock(mutex_);
    return connected_;
  }

  std::map<std::string, View> views() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, View> out;
    for (const auto& [stream, at] : streams_) {
      auto& view = out[stream];
      view = {at.seen, at.applied, {}, at.gap};
      if (view.events() > 0) view.behind_for = Clock::now() - at.since;
    }
    return out;
  }

 private:
  struct At {
    std::int64_t seen = 0, applied = 0;
    Clock::time_point since{};
    bool gap = false;
  };

  mutable std::mutex mutex_;
  std::map<std::string, At> streams_;
  bool connected_ = false;
};

}  // namespace comptoir::service
