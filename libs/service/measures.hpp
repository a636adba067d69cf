// What a service's worker tells Prometheus. What happens is counted as it happens; how things stand is set when it is
// asked for, from a copy: a scrape never waits for the worker. Label values are the room's own names and nothing else.
#pragma once
#include "libs/metrics/registry.hpp"
#include "libs/service/inbox.hpp"
#include "libs/service/room.hpp"
#include "libs/service/worker_state.hpp"

namespace comptoir::service {

/// Seconds since it was last asked.
class Lap {
 public:
  double operator()() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(last_, now)).count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

class Measures {
 public:
  Measures(metrics::Registry&, const Room&);

  /// From the worker's thread.
  prometheus::Histogram &latency_ms, &latency, &batch_size, &applying, &committing, &publishing;
  prometheus::Counter &parked, &replayed, &retries, &lost_sessions;
  /// From an event's emission to that of each event it causes: a step's duration, by type.
  void steps(const Batch&);

  /// Of the whole service. From any thread, one at a time.
  void show(const WorkerState&);
  void show_partition(int number, const WorkerState&);

  static constexpr std::size_t kMaxTypes = 32;  ///< event types with a series of their own; further ones share "autre"

 private:
  prometheus::Gauge& gauge(const std::string& name, const std::string& help, metrics::Labels more = {});
  prometheus::Gauge& of_stream(const std::string& name, const std::string& help, const std::string& stream);
  void show_streams(const WorkerState&);
  void show_queues(const WorkerState&);
  void raise(const std::string& name, const std::string& help, std::int64_t to);

  metrics::Registry& registry_;
  std::string service_;
  bool emits_, consumes_;
  std::map<std::string, prometheus::Histogram*> steps_;
};

}  // namespace comptoir::service
