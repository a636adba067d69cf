// What this process's listener may take of its descriptors, once the rest of it is seen to.
#pragma once
#include "libs/config/config.hpp"
#include "libs/http/budget.hpp"

namespace comptoir::serve {

/// Of any process of ours: standard streams, logs, the listener, event loops, files of the moment, the page /observatoire.
inline constexpr std::size_t kOwnDescriptors = 32;
/// Of a system with its databases: less, and none of its processes would start.
inline constexpr std::size_t kLeastDescriptors = 128;

/// Throws ConfigError, with the cure, when the process's limit is below `least`.
void require_descriptors(std::size_t least);

/// What remains for connections of clients, when the rest of the process needs `reserve` at most. Throws ConfigError, with the
/// cure, when nothing is left.
std::size_t descriptors_for_clients(std::size_t reserve);

/// Of a listener that may have so many connections, and not more than `http.connexions_max`.
http::Limits listener_limits(const Config&, std::size_t connections);

}  // namespace comptoir::serve
