// Puts a service's journal on its streams: XADD <stream> <seq>-0. Publishing again is refused by Redis, so it is safe.
// Redis may lose anything at any time: tick() compares the stream's top with the journal and publishes the rest.
// Belongs to the worker's thread.
#pragma once
#include <map>

#include "libs/bus/seal.hpp"
#include "libs/redis/connection.hpp"
#include "libs/service/batch_trace.hpp"
#include "libs/service/store.hpp"

namespace comptoir::service {

class Publisher {
 public:
  using Acks = std::map<std::string, std::vector<std::int64_t>>;  ///< seqs by stream

  /// `seal` and `traces` outlive it, the latter names the service.
  Publisher(redis::Dial dial, const bus::Seal& seal, const TraceOutlet& traces)
      : dial_(std::move(dial)), seal_(seal), group_(traces.service), traces_(traces) {}

  /// What the stream should hold; call after reading the journal, before the first tick.
  void reset(std::map<std::string, std::int64_t> heads);
  /// Publishes what was just committed and acknowledges what was consumed, in one round trip. Nobody waits for an
  /// acknowledgement alone: it goes with the next event, or with tick(). Never throws: what Redis did not take, tick()
  /// publishes later, and a reader that reconnects acknowledges all that its position is past.
  void publish(const std::vector<journal::Entry>&, const Acks& acks);
  /// Reconnects, acknowledges, repairs and republishes when the streams are not as the journal says. Throws only what the store throws.
  void tick(Store&);
  /// Highest seq known to be on each stream.
  const std::map<std::string, std::int64_t>& published() const { return published_; }
  std::int64_t republished() const { return republished_; }
  bool connected() const { return redis_ != nullptr; }

  static constexpr std::int64_t kRepublishWindow =
      10'000;  ///< events put back on an empty stream; older ones are read from the journal

 private:
  bool connect();
  redis::Command xadd(const journal::Entry&) const;
  void add_acks(std::vector<redis::Command>&);
  void acknowledge();
  void repair(Store&, const std::string& stream);
  std::int64_t find_top(Store&, const std::string& stream);
  void remove_foreign(Store&, const std::string& stream, const redis::Reply& entry);
  void publish_rest(Store&, const std::string& stream);

  redis::Dial dial_;
  const bus::Seal& seal_;
  std::string group_;
  const TraceOutlet& traces_;
  std::unique_ptr<redis::Session> redis_;
  std::map<std::string, std::int64_t> heads_, published_;
  Acks acks_;  ///< applied, not acknowledged yet
  std::int64_t republished_ = 0;
  bool suspicious_ = true;
  int left_alone_ = 0;  ///< ticks until Redis, which stood still, is asked again
};

}  // namespace comptoir::service
