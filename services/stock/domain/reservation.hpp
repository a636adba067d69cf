// What an order holds of the stock, from its creation to its end.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.hpp"
#include "libs/base/money.hpp"

namespace comptoir::stock {

/// rejetee_avant: the verdict came before the order; the order, when it comes, reserves nothing.
enum class Etat { active, liberee, sortie, refusee, rejetee_avant };
std::string_view nom(Etat);
/// Throws std::invalid_argument for a name that is none.
Etat etat_de(std::string_view nom);

struct Quantite {
  std::int64_t produit_id = 0, quantite = 0;
  bool operator==(const Quantite&) const = default;
};

struct Reservation {
  std::string commande_id;
  std::int64_t client_id = 0, magasin_id = 0;
  Cents total = 0;
  std::vector<Quantite> lignes;  ///< one per product, in product order
  Etat etat = Etat::active;
  std::optional<Instant> echeance;  ///< absent when nothing was ever reserved
  bool expiree_signalee = false;
  bool operator==(const Reservation&) const = default;
};

struct Manquant {
  std::int64_t produit_id = 0, demande = 0, disponible = 0;
  bool operator==(const Manquant&) const = default;
};

/// Sums the lines of the same product; product order.
std::vector<Quantite> regrouper(std::vector<Quantite> lignes);

/// The products of which less is available than asked. Empty: all or nothing becomes all.
std::vector<Manquant> manquants(const std::vector<Quantite>& demande,
                                const std::function<std::int64_t(std::int64_t produit_id)>& disponible);

/// How an order may end, as other services say it.
enum class Fin { paiement_refuse, vente_rejetee, vente_confirmee };
enum class Effet { rien, liberer, sortir, retenir_rejet };

/// What the end of an order does to its reservation; no state: the order is unknown here.
Effet decider(std::optional<Etat>, Fin);

/// True when the deadline has come and nobody has been told.
bool a_signaler(const Reservation&, Instant maintenant);

}  // namespace comptoir::stock
