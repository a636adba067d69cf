// The open-loop generator: one thread, one epoll, a fixed schedule that no answer can delay.
//
// An order is two requests. Its cart is sent kLead before the order is due; its checkout at the due time, or when the cart
// is answered if that is later: latency counts from the due time either way. Verdicts come by one subscription to
// GET /events/flux for the decisive events: one message per order and no polling, so what is seen is that the event stands in
// the global log and was pushed to us. That is later than the verdict's own commit in ventes-service, never earlier.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apps/comptoir/bench/measure/measure.hpp"
#include "apps/comptoir/replay/run/orders.hpp"

namespace comptoir::bench {

/// What is sent when.
struct Flow {
  std::vector<replay::Order> orders;
  std::vector<std::int64_t> due;  ///< ns from the start, ascending
  std::string run;                ///< names the idempotency keys
  std::size_t in_flight = 0;      ///< not 0: no schedule, but so many orders at once, until `until`
  std::int64_t until = 0;         ///< ns from the start
};

struct Driven {
  std::vector<Trace> traces;
  std::int64_t end = 0;    ///< ns from the start, drain included
  bool real_time = false;  ///< whether the system let the generator go before others
};

/// `progress()` after each order that ended or failed.
/// Returns when all have, or kDrain after the last was due. Orders that `until` kept from being begun leave no trace. Throws Retryable or Permanent when the flux cannot be read.
Driven drive(const std::string& url, const replay::Ids&, const Flow&, const std::function<void()>& progress);

inline constexpr std::chrono::milliseconds kLead{50};
inline constexpr std::chrono::seconds kDrain{30};
inline constexpr std::size_t kMaxConnections = 512;  ///< more requests at once wait for one, and that counts

}  // namespace comptoir::bench
