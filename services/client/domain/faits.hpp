// What client-service tells the others.
#pragma once
#include "services/client/domain/compte.hpp"

namespace comptoir::client {

enum class EtatPaiement { absent, accepte, refuse, rembourse, rejete_avant };

/// What is known of an order's payment. `rejete_avant`: the order was rejected before it came to be paid.
struct Paiement {
  std::string commande_id;
  std::int64_t client_id = 0;
  std::int64_t magasin_id = 0;
  Cents total = 0;
  EtatPaiement etat = EtatPaiement::absent;
  bool operator==(const Paiement&) const = default;
};

struct ClientCree {
  Client client;
};
struct ClientCredite {
  std::int64_t client_id = 0;
  Cents montant = 0, solde = 0;
  std::string raison;
};
struct ClientDebite {
  std::int64_t client_id = 0;
  Cents montant = 0, solde = 0;
  std::string raison;
};
/// His key is destroyed: what ClientCree told of him cannot be read any more.
struct ClientOublie {
  std::int64_t client_id = 0;
};
struct PaiementAccepte {
  Paiement paiement;
  Cents solde = 0;
};
struct PaiementRefuse {
  Paiement paiement;
  std::string raison;
};
struct PaiementRembourse {
  Paiement paiement;
  Cents solde = 0;
  std::string motif;
};

using Fait = std::variant<ClientCree, ClientCredite, ClientDebite, ClientOublie, PaiementAccepte, PaiementRefuse,
                          PaiementRembourse>;

/// The money that a fact says has moved; `solde` is not looked at.
Mouvement mouvement(const ClientCree&);
Mouvement mouvement(const ClientCredite&);
Mouvement mouvement(const ClientDebite&);
Mouvement mouvement(const PaiementAccepte&);
Mouvement mouvement(const PaiementRembourse&);

}  // namespace comptoir::client
