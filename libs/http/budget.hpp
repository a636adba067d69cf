// What one listener may take of the descriptors that its process has.
#pragma once
#include <cstddef>

#include "libs/http/gateway.hpp"
#include "libs/http/server.hpp"

namespace comptoir::http {

/// A connected Client: its socket, and what its event loop waits with.
inline constexpr std::size_t kClientDescriptors = 4;
/// Of a listener: with fewer connections than that nobody is served well.
inline constexpr std::size_t kLeastConnections = 24;

/// Connections of clients, when `descriptors` is the process's limit and `reserve` what the rest of it needs at most. One in
/// eight of what is left stays free, for what nobody counted. 0 when that leaves fewer than kLeastConnections.
std::size_t connection_budget(std::size_t descriptors, std::size_t reserve);

/// The limits of a listener that may have so many connections: streams take half of them at most. `per_address`: 0 for half.
Limits limits_within(std::size_t connections, std::size_t per_address);

/// A gateway in front of upstreams, and its listener, within one budget: a request on its way, and a stream, hold a
/// descriptor on either side.
struct GatewayShare {
  std::size_t connections;
  GatewayLimits limits;
};
GatewayShare gateway_share(std::size_t budget);

}  // namespace comptoir::http
