// The use cases. Each reads and changes the working set, in the order the messages came; none does I/O.
#pragma once
#include <vector>

#include "libs/base/clock.hpp"
#include "libs/base/ids.hpp"
#include "services/panier/app/evoluer.hpp"

namespace comptoir::panier {

/// Time and identifiers come in, facts go out.
struct Contexte {
  Instant now;
  IdSource& ids;
  std::vector<Evenement> evenements;
};

/// Tells a fact, and makes the working set what it says.
void dire(Lot&, Contexte&, Evenement);

Resultat appliquer(Lot&, Contexte&, const RemplacerLignes&);
Resultat appliquer(Lot&, Contexte&, const AjouterLignes&);
Resultat appliquer(Lot&, Contexte&, const FixerLigne&);
Resultat appliquer(Lot&, Contexte&, const RetirerLigne&);
Resultat appliquer(Lot&, Contexte&, const ViderPanier&);
Resultat appliquer(Lot&, Contexte&, const PasserCommande&);
Resultat appliquer(Lot&, Contexte&, const DemanderAnnulation&);
Resultat appliquer(Lot&, Contexte&, const ProduitConnu&);
Resultat appliquer(Lot&, Contexte&, const MagasinConnu&);
Resultat appliquer(Lot&, Contexte&, const ClientConnu&);

inline Resultat appliquer(Lot& lot, Contexte& contexte, const Message& message) {
  return std::visit([&](const auto& m) { return appliquer(lot, contexte, m); }, message);
}

/// The fields of the key that nobody announced yet.
std::vector<json::FieldError> inconnus(const Lot&, const ClePanier&);

}  // namespace comptoir::panier
