// A reverse proxy in front of services that run each in its own process.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "libs/http/perimeter.hpp"
#include "libs/http/router.hpp"

namespace comptoir::http {

struct Upstream {
  std::string prefix;  ///< whole segments: "/api/stock" takes "/api/stock/1" but not "/api/stocks"
  std::string url;
  std::string name{};  ///< what an answer calls it when it is away; empty: the service of its prefix
};

struct GatewayLimits {
  std::size_t threads = 32;    ///< requests under way; each holds one blocking client, and no more are kept
  std::size_t waiting = 1024;  ///< beyond: 503 with Retry-After
  std::chrono::milliseconds timeout{2'000};    ///< beside what the request itself asks to wait
  std::size_t streams = 1024;                  ///< answers in chunks under way; beyond: 503 with Retry-After
  std::chrono::milliseconds silence{120'000};  ///< without a piece: the stream is cut
};

/// How long an answer to this may take beyond `base`: `attendre_ms`, and `apres` of a projection, ask for time.
std::chrono::milliseconds patience(const Request& request, std::chrono::milliseconds base);

/// A router without routes that sends every path, as it was sent, to the upstream of the longest prefix; without one 404.
/// Passes method, target, body, Content-Type, Accept, Idempotency-Key, Last-Event-ID, kRelayed and trace context, and in
/// X-Forwarded-For the client's address; back come status, body, Content-Type, Cache-Control, Location, Retry-After and
/// Allow. An answer in chunks passes piece by piece, at the pace of its reader, and holds no thread. An upstream that is away
/// is 502, one that does not answer in time 504, both with Retry-After. A request is sent a second time only when that
/// cannot repeat its effect.
Router gateway(std::vector<Upstream> upstreams, GatewayLimits limits = {});

}  // namespace comptoir::http
