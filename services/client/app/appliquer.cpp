#include "services/client/app/appliquer.hpp"

namespace comptoir::client {
namespace {

Issue creer(Lot& lot, const CreerClient& m) {
  if (lot.reference_prise(m.reference)) return {std::nullopt, Refus::reference_prise};
  Client client{lot.nouvel_id(), m.reference, m.nom, 0, 0};
  if (m.solde == 0) {
    lot.garder(client);
  } else {
    const auto issue = passer(client, {TypeEcriture::creation, m.solde, "", ""});
    if (const auto* refus = std::get_if<Refus>(&issue)) return {std::nullopt, *refus};
    lot.garder(std::get<Passage>(issue));
    client = std::get<Passage>(issue).client;
  }
  return {ClientCree{client}, client};
}

/// A movement that a person asked for. `Told` is the fact it makes; its amount is the command's, unsigned.
template <class Told, class Command>
Issue mouvementer(Lot& lot, const Command& m, TypeEcriture type, Cents montant) {
  const auto* client = lot.client(m.client_id);
  if (!client) return {std::nullopt, Refus::client_inconnu};
  const auto issue = passer(*client, {type, montant, "", m.raison});
  if (const auto* refus = std::get_if<Refus>(&issue)) return {std::nullopt, *refus};
  const auto& passage = std::get<Passage>(issue);
  lot.garder(passage);
  return {Told{m.client_id, m.montant, passage.client.solde, m.raison}, passage.client};
}

/// A refund goes to whoever paid.
template <class Announcement>
Issue regler(Lot& lot, const Announcement& annonce) {
  const auto* connu = lot.paiement(annonce.commande_id);
  const auto* client = lot.client(connu ? connu->client_id : annonce.client_id);
  const auto reglement = decider(annonce, connu, client);
  if (!reglement) return {};
  lot.garder(reglement->paiement);
  if (reglement->passage) lot.garder(*reglement->passage);
  return {reglement->fait, {}};
}

struct Applier {
  Lot& lot;

  Issue operator()(const CreerClient& m) const { return creer(lot, m); }
  Issue operator()(const Crediter& m) const {
    return mouvementer<ClientCredite>(lot, m, TypeEcriture::credit, m.montant);
  }
  Issue operator()(const Debiter& m) const {
    return mouvementer<ClientDebite>(lot, m, TypeEcriture::debit, -m.montant);
  }
  Issue operator()(const StockReserve& m) const { return regler(lot, m); }
  Issue operator()(const VenteRejetee& m) const { return regler(lot, m); }
};

}  // namespace

Issue appliquer(Lot& lot, const Message& message) { return std::visit(Applier{lot}, message); }

}  // namespace comptoir::client
