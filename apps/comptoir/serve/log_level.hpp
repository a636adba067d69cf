// PUT /internal/log and /internal/log/{service}: the log's level, changed while the program runs.
#pragma once
#include "libs/http/router.hpp"

namespace comptoir::serve {

/// Takes {"niveau": "debug"|"info"|"warn"|"error"}; answers 204, 400 or 422 with what is wrong. Of this process only:
/// `services` are those it runs, and a gateway finds each by its name.
http::Router log_router(const std::vector<std::string>& services);

}  // namespace comptoir::serve
