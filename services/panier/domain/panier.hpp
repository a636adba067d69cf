// A client's cart in one store, and its rules: one line per product, in the order first put in.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/panier/domain/catalogue.hpp"

namespace comptoir::panier {

inline constexpr std::int64_t kMaxQuantite = 1'000'000;
inline constexpr std::size_t kMaxLignes = 1000;

struct ClePanier {
  std::int64_t client_id = 0;
  std::int64_t magasin_id = 0;
  auto operator<=>(const ClePanier&) const = default;
};

struct Ligne {
  std::int64_t produit_id = 0;
  std::int64_t quantite = 0;
  bool operator==(const Ligne&) const = default;
};

struct Panier {
  std::vector<Ligne> lignes;
};

/// Why the line at `index` of those given cannot go in.
struct LigneRefusee {
  enum class Motif { quantite_trop_grande, trop_de_lignes };
  Motif motif;
  std::size_t index;
};

/// Adds quantities, product by product; the same product twice is the sum. A refusal leaves the cart as it was.
std::optional<LigneRefusee> ajouter(Panier&, std::span<const Ligne>);

/// Puts these lines in place of all others, merged as by ajouter.
std::optional<LigneRefusee> remplacer(Panier&, std::span<const Ligne>);

/// Sets the quantity of one product, which may be new to the cart.
std::optional<LigneRefusee> fixer(Panier&, Ligne);

/// False when the cart has no such line.
bool retirer(Panier&, std::int64_t produit_id);

/// A line as the client sees it. `disponible`: the product is still sold.
struct LigneVue {
  std::int64_t produit_id = 0;
  std::string nom;
  std::int64_t quantite = 0;
  Cents prix_unitaire = 0;
  Cents sous_total = 0;
  bool disponible = false;
};

struct VuePanier {
  ClePanier cle;
  std::vector<LigneVue> lignes;
  Cents total = 0;
};

/// The cart at today's prices. No overflow: 1000 lines of 10^6 pieces at 10^9 cents are 10^18.
VuePanier voir(const ClePanier&, const Panier&, const Catalogue&);

}  // namespace comptoir::panier
