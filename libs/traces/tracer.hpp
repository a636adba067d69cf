// What a process tells a collector of its work. Spans are kept in a bounded queue and sent by a thread of their own, over
// OTLP/HTTP, in batches: a collector that is slow or away costs the spans, which are counted, and nothing else.
#pragma once

#include "libs/base/guarded_thread.hpp"
#include "libs/http/client.hpp"
#include "libs/metrics/registry.hpp"
#include "libs/traces/queue.hpp"

namespace comptoir::traces {

struct Settings {
  std::string otlp_url;  ///< the collector's base, "http://127.0.0.1:4318"; spans go to its /v1/traces
  int per_mille = 10;    ///< of the traces that begin here, how many are kept
  std::size_t queue_max = 8192;
};

class Tracer {
 public:
  /// Throws std::invalid_argument when the URL is not http://host[:port][/base].
  Tracer(Settings, metrics::Registry&);
  ~Tracer() { stop(); }
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  /// Begins a trace; nothing when it is not to be kept. The span is for the caller to use. Thread-safe.
  std::optional<Context> begin() const;
  /// Takes spans that have ended. Never waits for the collector, never throws. Thread-safe.
  void record(std::vector<Span>);
  void record(Span);
  /// Sends what is there, once and for at most kLastWords. Idempotent.
  void stop();

  static constexpr std::size_t kBatch = 512;               ///< spans per request
  static constexpr std::chrono::milliseconds kEvery{500};  ///< the longest that a span waits for company
  static constexpr std::chrono::milliseconds kAnswer{3000};
  static constexpr int kTries = 3;
  static constexpr std::chrono::milliseconds kFirstPause{200};  ///< before the second try; doubled each time
  static constexpr std::chrono::milliseconds kLastWords{2000};

 private:
  enum class Outcome { sent, refused, unreachable };
  void run(std::stop_token);
  void deliver(const std::vector<Span>&, std::stop_token);
  Outcome post(const std::string& body, std::size_t spans);
  void reachable(bool, std::string_view reason);

  const Settings settings_;
  Queue queue_;
  http::Client collector_;
  prometheus::Counter &sent_, &overflowed_, &unreachable_, &refused_;
  bool reached_ = true;   ///< as last logged
  GuardedThread thread_;  // last: it uses all the rest
};

}  // namespace comptoir::traces
