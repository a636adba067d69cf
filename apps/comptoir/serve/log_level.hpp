// PUT /internal/log: the log's level, changed while the program runs.
#pragma once
#include "libs/http/router.hpp"

namespace comptoir::serve {

/// Takes {"niveau": "debug"|"info"|"warn"|"error"}; answers 204, or 422 with what is wrong. Of this process only.
http::Router log_router();

}  // namespace comptoir::serve
