#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "libs/json/fields.hpp"
#include "services/client/adapters/evenements.hpp"

namespace comptoir::client {
namespace {

std::int64_t client_id(json::Fields& f) { return f.integer("client_id", 1, kMaxId); }
Cents solde(json::Fields& f) { return f.money("solde", 0, kMaxRead); }

using Errors = std::vector<json::FieldError>;

void read_personnel(const boost::json::value& clair, Errors& errors, Client& c) {
  json::Fields f(clair, errors, "data.personnel.");
  c.nom = f.text("nom", 1, kMaxNom);
  c.reference = f.optional_text("reference", 1, kMaxReference);
}

// Who has no key any more was forgotten, or has lost his name with the table of keys.
void unseal_personnel(const std::string& scelle, const Cles& cles, Errors& errors, Client& c) {
  const auto cle = cles.find(c.id);
  if (cle == cles.end()) return;
  const auto clair = ouvrir(cle->second, sujet(c.id), scelle);
  if (!clair) throw Permanent(sujet(c.id) + " : cles_clients a la clé d'un autre, ou le sceau est altéré");
  read_personnel(json::parse(*clair), errors, c);
}

Fait cree(json::Fields& f, Errors& errors, const Cles& cles) {
  Client c;
  c.id = client_id(f);
  c.solde = solde(f);
  if (const auto* clair = f.any("personnel_clair"))  // told before names were sealed
    read_personnel(*clair, errors, c);
  else
    unseal_personnel(f.text("personnel", 1, kMaxScelle), cles, errors, c);
  return ClientCree{c};
}

template <class Told>
Fait mouvemente(json::Fields& f) {
  return Told{client_id(f), f.money("montant", 1, kMaxRead), solde(f), f.text("raison", 1, kMaxRaison)};
}

Paiement paiement(const bus::Envelope& e, json::Fields& f, EtatPaiement etat) {
  return {e.aggregate_id, client_id(f), f.integer("magasin_id", 1, kMaxId), f.money("total", 0, kMaxRead), etat};
}

Fait read_fact(const bus::Envelope& e, json::Fields& f) {
  const std::string_view type = e.event_type;
  if (type == "ClientCredite") return mouvemente<ClientCredite>(f);
  if (type == "ClientDebite") return mouvemente<ClientDebite>(f);
  if (type == "ClientOublie") return ClientOublie{client_id(f)};
  if (type == "PaiementAccepte") return PaiementAccepte{paiement(e, f, EtatPaiement::accepte), solde(f)};
  if (type == "PaiementRefuse")
    return PaiementRefuse{paiement(e, f, EtatPaiement::refuse), f.text("raison", 1, kMaxRaison)};
  if (type == "PaiementRembourse")
    return PaiementRembourse{paiement(e, f, EtatPaiement::rembourse), solde(f), f.text("motif", 1, kMaxRaison)};
  throw Permanent("client-service n'a jamais dit " + e.event_type);
}

}  // namespace

std::vector<std::int64_t> clients_crees(const std::vector<service::Recorded>& events) {
  std::vector<std::int64_t> ids;
  Errors errors;
  for (const auto& [event, cause] : events) {
    if (event.event_type != "ClientCree") continue;
    json::Fields f(event.data, errors, "data.");
    ids.push_back(client_id(f));
  }
  if (!errors.empty()) throw json::Invalid(std::move(errors));
  return ids;
}

Fait to_fact(const bus::Envelope& e, const Cles& cles) {
  Errors errors;
  json::Fields f(e.data, errors, "data.");
  f.lenient();
  auto fait = e.event_type == "ClientCree" ? cree(f, errors, cles) : read_fact(e, f);
  f.finish();
  return fait;
}

}  // namespace comptoir::client
