// A server's requests by route, method and status.
#pragma once
#include "libs/http/server.hpp"
#include "libs/metrics/registry.hpp"

namespace comptoir::http {

/// For Server::set_observer: http_requests_total and http_request_duration_seconds. A caller chooses no label: a path
/// without a route is "aucune", a method of no standard is "AUTRE". `registry` outlives the server.
Server::Observer measure_requests(metrics::Registry& registry);

}  // namespace comptoir::http
