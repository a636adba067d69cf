#include "libs/http/budget.hpp"

#include <algorithm>

namespace comptoir::http {
namespace {

constexpr std::size_t kSlack = 8;         // one in so many
constexpr std::size_t kUpstreamPart = 4;  // of a gateway's budget, as clients of its upstreams
constexpr std::size_t kStreamPart = 4;    // as streams from them
constexpr std::size_t kLeastThreads = 4;

}  // namespace

std::size_t connection_budget(std::size_t descriptors, std::size_t reserve) {
  if (descriptors <= reserve) return 0;
  const auto left = descriptors - reserve;
  const auto connections = left - left / kSlack;
  return connections < kLeastConnections ? 0 : connections;
}

Limits limits_within(std::size_t connections, std::size_t per_address) {
  Limits limits;
  limits.connections = connections;
  limits.streams = std::max<std::size_t>(connections / 2, 1);
  limits.per_address = per_address > 0 ? per_address : std::max<std::size_t>(connections / 2, 1);
  return limits;
}

GatewayShare gateway_share(std::size_t budget) {
  GatewayShare share;
  auto& limits = share.limits;
  limits.threads = std::clamp(budget / kUpstreamPart / kClientDescriptors, kLeastThreads, limits.threads);
  limits.streams = std::min(budget / kStreamPart, limits.streams);
  const auto upstream = limits.threads * kClientDescriptors + limits.streams;
  share.connections = budget > upstream ? budget - upstream : 0;
  return share;
}

}  // namespace comptoir::http
