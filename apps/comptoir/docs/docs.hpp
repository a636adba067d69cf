// The contracts over HTTP: a page to read, and the files as they are.
#pragma once
#include "libs/http/router.hpp"

namespace comptoir {

/// GET /docs: the page. GET /docs/{name}: a file of contracts/http or contracts/events; 404 when there is none.
http::Router docs_router();

}  // namespace comptoir
