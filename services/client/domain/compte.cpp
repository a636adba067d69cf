#include "services/client/domain/compte.hpp"

namespace comptoir::client {

Client oublie(Client client) {
  client.nom.reset();
  client.reference.reset();
  return client;
}

std::variant<Passage, Refus> passer(const Client& client, const Mouvement& mouvement) {
  const Cents solde = client.solde + mouvement.montant;
  if (solde < 0) return Refus::solde_insuffisant;
  if (solde > kMaxSum && mouvement.type != TypeEcriture::remboursement) return Refus::solde_maximal;
  Client apres = client;
  apres.solde = solde;
  ++apres.ecritures;
  return Passage{apres, {client.id, apres.ecritures, mouvement, solde}};
}

}  // namespace comptoir::client
