// What the cart knows of the outside: products and stores, as their own services last told.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>

#include "libs/base/money.hpp"

namespace comptoir::panier {

struct Produit {
  std::int64_t produit_id = 0;
  std::string code;
  std::string nom;
  Cents prix = 0;
  bool actif = true;
};

struct Magasin {
  std::int64_t magasin_id = 0;
  std::string nom;
  bool ouvert = true;
};

using Catalogue = std::unordered_map<std::int64_t, Produit>;

}  // namespace comptoir::panier
