// Whether a port can be had, asked before anything is started that would have to be stopped again.
#pragma once
#include <cstdint>
#include <string>

namespace comptoir::infra {

/// Throws Permanent when `host` has no such address here or the port may not be had, Retryable when another program has it; the
/// text names that program where it can be seen, and the cure.
void require_free(const std::string& host, std::uint16_t port);

}  // namespace comptoir::infra
