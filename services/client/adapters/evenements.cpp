#include "services/client/adapters/evenements.hpp"

#include <limits>

#include "libs/base/ids.hpp"
#include "libs/json/fields.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::client {
namespace {

/// The fields that both announcements carry.
template <class Announcement>
Announcement read_order(const bus::Envelope& e, json::Fields& f) {
  f.lenient();
  Announcement a;
  a.commande_id = e.correlation_id;
  a.client_id = f.integer("client_id", 1, kMaxId);
  a.magasin_id = f.integer("magasin_id", 1, kMaxId);
  a.total = f.money("total", 0, kMaxRead);
  return a;
}

service::Emission of_client(std::string type, std::int64_t client_id, std::string data) {
  const auto id = std::to_string(client_id);
  return {kClientStream, std::move(type), sujet(client_id), "client:" + id, sujet(client_id), std::move(data)};
}

service::Emission of_payment(std::string type, const Paiement& p, json::Writer&& data) {
  return {kPaymentStream, std::move(type),       p.commande_id, "client:" + std::to_string(p.client_id),
          p.commande_id,  std::move(data).text()};
}

std::string movement_data(std::int64_t client_id, Cents montant, Cents solde, const std::string& raison) {
  json::Writer w;
  w.open()
      .field("client_id", client_id)
      .money("montant", montant)
      .money("solde", solde)
      .field("raison", raison)
      .close();
  return std::move(w).text();
}

json::Writer order_data(const Paiement& p) {
  json::Writer w;
  w.open().field("client_id", p.client_id).field("magasin_id", p.magasin_id).money("total", p.total);
  return w;
}

std::string personnel(const Client& c, const Cle& cle) {
  json::Writer w;
  w.open().field("nom", c.nom).field("reference", c.reference).close();
  return sceller(cle, sujet(c.id), w.text());
}

std::string creation_data(const Client& c, const Cle& cle) {
  json::Writer w;
  w.open().field("client_id", c.id).money("solde", c.solde).field("personnel", personnel(c, cle)).close();
  return std::move(w).text();
}

std::string oubli_data(std::int64_t client_id) {
  json::Writer w;
  w.open().field("client_id", client_id).close();
  return std::move(w).text();
}

struct Worder {
  const Cles& cles;

  service::Emission operator()(const ClientCree& f) const {
    return of_client("ClientCree", f.client.id, creation_data(f.client, cles.at(f.client.id)));
  }
  service::Emission operator()(const ClientOublie& f) const {
    return of_client("ClientOublie", f.client_id, oubli_data(f.client_id));
  }
  service::Emission operator()(const ClientCredite& f) const {
    return of_client("ClientCredite", f.client_id, movement_data(f.client_id, f.montant, f.solde, f.raison));
  }
  service::Emission operator()(const ClientDebite& f) const {
    return of_client("ClientDebite", f.client_id, movement_data(f.client_id, f.montant, f.solde, f.raison));
  }
  service::Emission operator()(const PaiementAccepte& f) const {
    auto w = order_data(f.paiement);
    w.money("solde", f.solde).close();
    return of_payment("PaiementAccepte", f.paiement, std::move(w));
  }
  service::Emission operator()(const PaiementRefuse& f) const {
    auto w = order_data(f.paiement);
    w.field("raison", f.raison).close();
    return of_payment("PaiementRefuse", f.paiement, std::move(w));
  }
  service::Emission operator()(const PaiementRembourse& f) const {
    auto w = order_data(f.paiement);
    w.money("solde", f.solde).field("motif", f.motif).close();
    return of_payment("PaiementRembourse", f.paiement, std::move(w));
  }
};

}  // namespace

std::any to_message(const bus::Envelope& e) {
  const bool reserve = e.event_type == "StockReserve";
  if (!reserve && e.event_type != "VenteRejetee") return {};
  std::vector<json::FieldError> errors;
  json::Fields f(e.data, errors, "data.");
  Message message;
  if (reserve) {
    message = read_order<StockReserve>(e, f);
  } else {
    auto rejet = read_order<VenteRejetee>(e, f);
    rejet.motif = f.text("motif", 1, kMaxRaison);
    message = std::move(rejet);
  }
  f.finish();
  return message;
}

service::Emission to_emission(const Fait& fait, const Cles& cles) { return std::visit(Worder{cles}, fait); }

}  // namespace comptoir::client
