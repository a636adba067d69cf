#include "services/client/app/appliquer.hpp"

#include "services/client/app/evoluer.hpp"

namespace comptoir::client {
namespace {

Issue creer(Lot& lot, const CreerClient& m) {
  if (lot.reference_prise(m.reference)) return {std::nullopt, Refus::reference_prise};
  const Client client{lot.nouvel_id(), m.reference, m.nom, m.solde, m.solde == 0 ? 0 : 1};
  return {ClientCree{client}, client};
}

/// A movement that a person asked for. `Told` is the fact it makes; its amount is the command's, unsigned.
template <class Told, class Command>
Issue mouvementer(const Lot& lot, const Command& m) {
  const auto* client = lot.client(m.client_id);
  if (!client) return {std::nullopt, Refus::client_inconnu};
  Told fait{m.client_id, m.montant, 0, m.raison};
  const auto issue = passer(*client, mouvement(fait));
  if (const auto* refus = std::get_if<Refus>(&issue)) return {std::nullopt, *refus};
  const auto& apres = std::get<Passage>(issue).client;
  fait.solde = apres.solde;
  return {fait, apres};
}

/// Who is forgotten already stays so: there is nothing more to tell.
Issue oublier(const Lot& lot, const Oublier& m) {
  const auto* client = lot.client(m.client_id);
  if (!client) return {std::nullopt, Refus::client_inconnu};
  if (!client->nom) return {std::nullopt, *client};
  return {ClientOublie{m.client_id}, oublie(*client)};
}

/// A refund goes to whoever paid.
template <class Announcement>
Issue regler(Lot& lot, const Announcement& annonce) {
  const auto* connu = lot.paiement(annonce.commande_id);
  const auto* client = lot.client(connu ? connu->client_id : annonce.client_id);
  const auto reglement = decider(annonce, connu, client);
  if (!reglement) return {};
  if (!reglement->fait) lot.garder(reglement->paiement);
  return {reglement->fait, {}};
}

struct Applier {
  Lot& lot;

  Issue operator()(const CreerClient& m) const { return creer(lot, m); }
  Issue operator()(const Crediter& m) const { return mouvementer<ClientCredite>(lot, m); }
  Issue operator()(const Debiter& m) const { return mouvementer<ClientDebite>(lot, m); }
  Issue operator()(const Oublier& m) const { return oublier(lot, m); }
  Issue operator()(const StockReserve& m) const { return regler(lot, m); }
  Issue operator()(const VenteRejetee& m) const { return regler(lot, m); }
};

}  // namespace

Issue appliquer(Lot& lot, const Message& message, Instant maintenant) {
  auto issue = std::visit(Applier{lot}, message);
  if (issue.fait) evoluer(lot, *issue.fait, maintenant);
  return issue;
}

void taire(Issue& issue, const Lot& lot) {
  auto* client = std::get_if<Client>(&issue.reponse);
  if (client && lot.oublies().contains(client->id)) *client = oublie(std::move(*client));
}

}  // namespace comptoir::client
