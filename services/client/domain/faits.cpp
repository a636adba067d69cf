#include "services/client/domain/faits.hpp"

namespace comptoir::client {

Mouvement mouvement(const ClientCree& f) { return {TypeEcriture::creation, f.client.solde, "", ""}; }
Mouvement mouvement(const ClientCredite& f) { return {TypeEcriture::credit, f.montant, "", f.raison}; }
Mouvement mouvement(const ClientDebite& f) { return {TypeEcriture::debit, -f.montant, "", f.raison}; }
Mouvement mouvement(const PaiementAccepte& f) {
  return {TypeEcriture::paiement, -f.paiement.total, f.paiement.commande_id, ""};
}
Mouvement mouvement(const PaiementRembourse& f) {
  return {TypeEcriture::remboursement, f.paiement.total, f.paiement.commande_id, f.motif};
}

}  // namespace comptoir::client
