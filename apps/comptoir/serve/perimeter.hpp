// Which hosts, origins and proxies this program's configuration knows.
#pragma once
#include <memory>

#include "libs/config/config.hpp"
#include "libs/http/perimeter.hpp"

namespace comptoir::serve {

/// Throws ConfigError that names the word which cannot be.
std::shared_ptr<const http::Perimeter> perimeter_of(const Config&);

/// By which instances of one system know what they send each other: whoever has its databases' password can say it.
std::string relay_proof(const Config&);

}  // namespace comptoir::serve
