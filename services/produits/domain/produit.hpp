// A product and what may happen to it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "libs/base/money.hpp"

namespace comptoir::produits {

inline constexpr std::size_t kMaxCode = 64, kMaxNom = 200;  ///< bytes

struct Produit {
  std::int64_t id = 0;
  std::string code;
  std::string nom;
  Cents prix = 0;
  bool actif = true;
  bool operator==(const Produit&) const = default;
};

enum class Fait { cree, modifie, prix_modifie, retire };
enum class Refus { inconnu, code_pris, retire };

/// The product afterwards, and the fact to tell; no fact when nothing changed.
struct Effet {
  Produit apres;
  std::optional<Fait> fait;
};
using Decision = std::variant<Effet, Refus>;

Decision renommer(const Produit&, const std::string& nom);
Decision changer_prix(const Produit&, Cents prix);
Decision retirer(const Produit&);

}  // namespace comptoir::produits
