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
  return {paiement, std::nullopt, PaiementRefuse{paiement, std::move(raison)}};
}

Reglement payer(const StockReserve& s, const Client* client) {
  Paiement paiement{s.commande_id, s.client_id, s.magasin_id, s.total, EtatPaiement::accepte};
  if (!client) return refuser(paiement, "client_inconnu");
  const auto issue = passer(*client, {TypeEcriture::paiement, -s.total, s.commande_id, ""});
  const auto* passage = std::get_if<Passage>(&issue);
  if (!passage) return refuser(paiement, "solde_insuffisant");
  return {paiement, *passage, PaiementAccepte{paiement, passage->client.solde}};
}

Reglement rembourser(const VenteRejetee& v, Paiement paiement, const Client* client) {
  if (!client)
    throw Permanent(v.commande_id + " was paid by client " + std::to_string(paiement.client_id) +
                    ", who is not in clients: restore the row, then redrive");
  paiement.etat = EtatPaiement::rembourse;
  const auto issue = passer(*client, {TypeEcriture::remboursement, paiement.total, v.commande_id, v.motif});
  const auto& passage = std::get<Passage>(issue);
  return {paiement, passage, PaiementRembourse{paiement, passage.client.solde, v.motif}};
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
      return Reglement{
          {v.commande_id, v.client_id, v.magasin_id, v.total, EtatPaiement::rejete_avant}, std::nullopt, std::nullopt};
    default: return std::nullopt;
  }
}

}  // namespace comptoir::client
