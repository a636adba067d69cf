// A TCP port for a child to listen on.
#pragma once
#include <cstdint>

namespace comptoir::infra {

/// Free now on 127.0.0.1; nothing keeps it until the child takes it, and a child that finds it taken is started again on
/// the same. Throws Retryable when there is none.
std::uint16_t free_port();

}  // namespace comptoir::infra
