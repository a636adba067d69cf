// The event store's projections, asked over HTTP. contracts/README.md has the paths.
#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/http/client.hpp"

namespace comptoir::projections {

/// One building of a projection's rows.
struct Building {
  std::int64_t generation = 0, version = 0, position = 0, lag = 0, parked = 0;
  std::string verdict;  ///< why a construction was not put in place; "" while it may be
};

struct State {
  std::string name;
  std::int64_t version = 0;  ///< of the logic that the service knows
  std::optional<Building> active, construction, previous;
  /// Rows made anew by the same logic must be the same; the service compares them.
  bool comparable() const { return active && active->version == version; }
};

struct States {
  std::int64_t head = 0;  ///< position of the last event
  std::vector<State> all;
  boost::json::value raw;  ///< as it was answered

  /// Throws Permanent for a name that is none.
  const State& of(const std::string& name) const;
};

/// What trying again gave: events that are in the rows now, and that are parked still.
struct Retried {
  std::int64_t applied = 0, parked = 0;
};

/// Every call throws http::TransportError when nobody answers, Permanent with the service's own words when it refuses.
class Api {
 public:
  explicit Api(const std::string& url) : client_(url) {}
  States states();
  /// The generation that is being built: a new one, or the one under way.
  std::int64_t rebuild(const std::string& name, bool accept_difference);
  /// Tries what is parked again.
  Retried retry(const std::string& name);
  /// The generation that answers again.
  std::int64_t rollback(const std::string& name);

 private:
  boost::json::value order(const std::string& target);

  http::Client client_;
};

}  // namespace comptoir::projections
