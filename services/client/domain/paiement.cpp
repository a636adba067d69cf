#include "services/client/domain/paiement.hpp"

#include "libs/base/error.hpp"

namespace comptoir::client {
namespace {

struct Ligne {
  EtatPaiement connu;
  Geste stock_reserve;
  Geste vente_rejetee;
};

constexpr Ligne kTable[] = {
    {EtatPaiement::absent, Geste::payer, Geste::noter_rejet}, {EtatPaiement::accepte, Geste::rien, Geste::rembourser},
    {EtatPaiement::refuse, Geste::rien, Geste::rien},         {EtatPaiement::rembourse, Geste::rien, Geste::rien},
    {EtatPaiement::rejete_avant, Geste::rien, Geste::rien},
};

Reglement refuser(Paiement paiement, std::string raison) {
  paiement.etat = EtatPaiement::refuse;
  return {paiement, PaiementRefuse{paiement, std::move(raison)}};
}

Reglement payer(const StockReserve& s, const Client* client) {
  PaiementAccepte accepte{{s.commande_id, s.client_id, s.magasin_id, s.total, EtatPaiement::accepte}, 0};
  if (!client) return refuser(accepte.paiement, "client_inconnu");
  const auto issue = passer(*client, mouvement(accepte));
  const auto* passage = std::get_if<Passage>(&issue);
  if (!passage) return refuser(accepte.paiement, "solde_insuffisant");
  accepte.solde = passage->client.solde;
  return {accepte.paiement, accepte};
}

Reglement rembourser(const VenteRejetee& v, Paiement paiement, const Client* client) {
  if (!client)
    throw Permanent(v.commande_id + " was paid by client " + std::to_string(paiement.client_id) +
                    ", who is not in clients: restore the row, then redrive");
  paiement.etat = EtatPaiement::rembourse;
  PaiementRembourse rembourse{paiement, 0, v.motif};
  rembourse.solde = std::get<Passage>(passer(*client, mouvement(rembourse))).client.solde;
  return {paiement, rembourse};
}

EtatPaiement etat_de(const Paiement* connu) { return connu ? connu->etat : EtatPaiement::absent; }

}  // namespace

Geste geste(EtatPaiement connu, Annonce annonce) {
  for (const auto& ligne : kTable)
    if (ligne.connu == connu) return annonce == Annonce::stock_reserve ? ligne.stock_reserve : ligne.vente_rejetee;
  throw std::logic_error("an EtatPaiement without a line in the table");
}

std::optional<Reglement> decider(const StockReserve& s, const Paiement* connu, const Client* client) {
  if (geste(etat_de(connu), Annonce::stock_reserve) != Geste::payer) return std::nullopt;
  return payer(s, client);
}

std::optional<Reglement> decider(const VenteRejetee& v, const Paiement* connu, const Client* client) {
  switch (geste(etat_de(connu), Annonce::vente_rejetee)) {
    case Geste::rembourser: return rembourser(v, *connu, client);
    case Geste::noter_rejet:
      return Reglement{{v.commande_id, v.client_id, v.magasin_id, v.total, EtatPaiement::rejete_avant}, std::nullopt};
    default: return std::nullopt;
  }
}

}  // namespace comptoir::client
