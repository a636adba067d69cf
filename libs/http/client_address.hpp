// Who asks: the other end of the connection, or whom a proxy that the configuration names says it speaks for.
#pragma once
#include <set>
#include <string>
#include <string_view>

#include "libs/http/message.hpp"

namespace comptoir::http {

/// Addresses of proxies whose X-Forwarded-For is believed.
using Mandataires = std::set<std::string, std::less<>>;

/// Of `http.mandataires`: "10.0.0.1, 10.0.0.2".
Mandataires mandataires_of(std::string_view list);

/// The peer; behind named proxies, the last address in X-Forwarded-For that is not one of them. What stands before it anybody
/// may have written.
std::string client_address(const Request&, const Mandataires&);

}  // namespace comptoir::http
