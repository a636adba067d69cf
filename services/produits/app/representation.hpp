// A product in JSON: the same in events and in answers.
#pragma once
#include "libs/json/writer.hpp"
#include "services/produits/domain/produit.hpp"

namespace comptoir::produits {

void write(json::Writer&, const Produit&);
std::string to_json(const Produit&);

}  // namespace comptoir::produits
