#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "libs/json/fields.hpp"
#include "services/client/adapters/evenements.hpp"

namespace comptoir::client {
namespace {

std::int64_t client_id(json::Fields& f) { return f.integer("client_id", 1, kMaxId); }
Cents solde(json::Fields& f) { return f.money("solde", 0, kMaxSum); }

Fait cree(json::Fields& f) {
  Client c;
  c.id = client_id(f);
  c.reference = f.optional_text("reference", 1, kMaxReference);
  c.nom = f.text("nom", 1, kMaxNom);
  c.solde = solde(f);
  return ClientCree{c};
}

template <class Told>
Fait mouvemente(json::Fields& f) {
  return Told{client_id(f), f.money("montant", 1, kMaxSum), solde(f), f.text("raison", 1, kMaxRaison)};
}

Paiement paiement(const bus::Envelope& e, json::Fields& f, EtatPaiement etat) {
  return {e.aggregate_id, client_id(f), f.integer("magasin_id", 1, kMaxId), f.money("total", 0, kMaxSum), etat};
}

Fait read_fact(const bus::Envelope& e, json::Fields& f) {
  const std::string_view type = e.event_type;
  if (type == "ClientCree") return cree(f);
  if (type == "ClientCredite") return mouvemente<ClientCredite>(f);
  if (type == "ClientDebite") return mouvemente<ClientDebite>(f);
  if (type == "PaiementAccepte") return PaiementAccepte{paiement(e, f, EtatPaiement::accepte), solde(f)};
  if (type == "PaiementRefuse")
    return PaiementRefuse{paiement(e, f, EtatPaiement::refuse), f.text("raison", 1, kMaxRaison)};
  if (type == "PaiementRembourse")
    return PaiementRembourse{paiement(e, f, EtatPaiement::rembourse), solde(f), f.text("motif", 1, kMaxRaison)};
  throw Permanent("client-service n'a jamais dit " + e.event_type);
}

}  // namespace

Fait to_fact(const bus::Envelope& e) {
  std::vector<json::FieldError> errors;
  json::Fields f(e.data, errors, "data.");
  f.lenient();
  auto fait = read_fact(e, f);
  f.finish();
  return fait;
}

}  // namespace comptoir::client
