// The use cases, each in its own file; appliquer() finds the one a message is for.
#pragma once
#include "services/stock/app/lot.hpp"
#include "services/stock/app/resultat.hpp"

namespace comptoir::stock {

struct Contexte {
  Instant maintenant;
  std::chrono::milliseconds delai_reservation;
};

/// Decides on one message and makes the working set what the facts say. What the business refuses is an answer, never
/// an exception.
Resultat appliquer(const Message&, Lot&, const Contexte&);

Resultat recevoir_stock(const Recevoir&, const Lot&);
Resultat ajuster_stock(const Ajuster&, const Lot&);
/// All of the order or nothing; an order that is known already gets nothing more.
Resultat reserver_stock(const CommandeCreee&, const Lot&, const Contexte&);
/// Frees what the order holds. Issues it, or keeps in mind a rejection that came before its order.
Resultat finir_commande(const CommandeFinie&, Lot&);
/// Says that a reservation is past its deadline; the stock stays held until ventes-service has decided.
Resultat expirer_reservation(const Expirer&, const Lot&, Instant maintenant);

}  // namespace comptoir::stock
