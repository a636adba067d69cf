// What one can ask of the catalogue. Values are within their limits already: the edge saw to it.
#pragma once
#include <cstdint>
#include <string>
#include <variant>

#include "libs/base/money.hpp"

namespace comptoir::produits {

struct CreerProduit {
  std::string code;
  std::string nom;
  Cents prix = 0;
};
struct RenommerProduit {
  std::int64_t produit_id = 0;
  std::string nom;
};
struct ChangerPrix {
  std::int64_t produit_id = 0;
  Cents prix = 0;
};
struct RetirerProduit {
  std::int64_t produit_id = 0;
};

using Message = std::variant<CreerProduit, RenommerProduit, ChangerPrix, RetirerProduit>;

}  // namespace comptoir::produits
