// The payment of an order: pure decisions on what other services announced.
#pragma once
#include "services/client/domain/faits.hpp"

namespace comptoir::client {

/// The stock of an order is set aside: it is time to pay.
struct StockReserve {
  std::string commande_id;
  std::int64_t client_id = 0;
  std::int64_t magasin_id = 0;
  Cents total = 0;
};

/// The order is not to be: what was paid goes back.
struct VenteRejetee {
  std::string commande_id;
  std::int64_t client_id = 0;
  std::int64_t magasin_id = 0;
  Cents total = 0;
  std::string motif;
};

enum class Annonce { stock_reserve, vente_rejetee };
enum class Geste { rien, payer, rembourser, noter_rejet };

/// The table: what to do, by what is known of the order and what is announced.
Geste geste(EtatPaiement, Annonce);

/// What becomes of the payment, and what to tell; nothing to tell of an order that is rejected before it came.
struct Reglement {
  Paiement paiement;
  std::optional<Fait> fait;
};

/// `connu`: what is known of the order; `client`: null when nobody has this id. Nothing when there is nothing to do.
std::optional<Reglement> decider(const StockReserve&, const Paiement* connu, const Client* client);
/// `client`: who paid; not null when `connu` was accepted.
std::optional<Reglement> decider(const VenteRejetee&, const Paiement* connu, const Client* client);

}  // namespace comptoir::client
