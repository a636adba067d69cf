#include "services/client/app/evoluer.hpp"

#include "libs/base/error.hpp"

namespace comptoir::client {
namespace {

struct Evolution {
  Lot& lot;
  Instant le;

  void operator()(const ClientCree& f) const {
    const Client sans_argent{f.client.id, f.client.reference, f.client.nom, 0, 0};
    if (f.client.solde == 0)
      lot.garder(sans_argent);
    else
      mouvoir(sans_argent, mouvement(f), f.client.solde);
  }
  void operator()(const ClientCredite& f) const { mouvoir(f.client_id, mouvement(f), f.solde); }
  void operator()(const ClientDebite& f) const { mouvoir(f.client_id, mouvement(f), f.solde); }
  void operator()(const ClientOublie& f) const { lot.oublier(connu(f.client_id)); }
  void operator()(const PaiementAccepte& f) const { payer(f); }
  void operator()(const PaiementRembourse& f) const { payer(f); }
  void operator()(const PaiementRefuse& f) const { lot.garder(f.paiement); }

 private:
  void payer(const auto& f) const {
    mouvoir(f.paiement.client_id, mouvement(f), f.solde);
    lot.garder(f.paiement);
  }
  const Client& connu(std::int64_t client_id) const {
    const auto* client = lot.client(client_id);
    if (!client) throw Permanent("cli-" + std::to_string(client_id) + " change avant d'être créé");
    return *client;
  }
  void mouvoir(std::int64_t client_id, const Mouvement& m, Cents solde) const { mouvoir(connu(client_id), m, solde); }
  void mouvoir(const Client& client, const Mouvement& m, Cents solde) const {
    const auto issue = passer(client, m);
    const auto* passage = std::get_if<Passage>(&issue);
    if (!passage || passage->client.solde != solde)
      throw Permanent("cli-" + std::to_string(client.id) + " : " + format_dollars(client.solde) + " et " +
                      format_dollars(m.montant) + " ne font pas " + format_dollars(solde));
    lot.garder(*passage, le);
  }
};

}  // namespace

void evoluer(Lot& lot, const Fait& fait, Instant le) { std::visit(Evolution{lot, le}, fait); }

}  // namespace comptoir::client
