// Bodies of the commands, read strictly.
#pragma once
#include "libs/http/message.hpp"
#include "services/stock/app/messages.hpp"

namespace comptoir::stock {

/// POST /api/stock/receptions. Throws json::Invalid.
Message lire_reception(const http::Request&);
/// POST /api/stock/ajustements. Throws json::Invalid.
Message lire_ajustement(const http::Request&);

}  // namespace comptoir::stock
