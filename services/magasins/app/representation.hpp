// A store in JSON: the same in events and in answers.
#pragma once
#include "libs/json/writer.hpp"
#include "services/magasins/domain/magasin.hpp"

namespace comptoir::magasins {

void write(json::Writer&, const Magasin&);
std::string to_json(const Magasin&);

}  // namespace comptoir::magasins
