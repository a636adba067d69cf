// A client in JSON, as answers show one. An event never shows a client so.
#pragma once
#include "libs/json/writer.hpp"
#include "services/client/domain/compte.hpp"

namespace comptoir::client {

void write(json::Writer&, const Client&);
std::string to_json(const Client&);

}  // namespace comptoir::client
