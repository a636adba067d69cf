#include "services/client/api/routes.hpp"

#include "libs/service/api.hpp"
#include "services/client/api/reads.hpp"
#include "services/client/app/representation.hpp"

namespace comptoir::client {
namespace {

std::any read_creation(const http::Request& request) {
  return json::read_object(request.body, [](json::Fields& f) {
    CreerClient m;
    m.nom = f.text("nom", 1, kMaxNom);
    m.reference = f.optional_text("reference", 1, kMaxReference);
    m.solde = f.optional_money("solde", 0, kMaxSum).value_or(0);
    return Message(m);
  });
}

/// `Command` is Crediter or Debiter.
template <class Command>
std::any read_movement(const http::Request& request) {
  const auto id = service::path_id(request, "client_id");
  return json::read_object(request.body, [&](json::Fields& f) {
    Command m;
    m.client_id = id;
    m.montant = f.money("montant", 1, kMaxAmount);
    m.raison = f.text("raison", 1, kMaxRaison);
    return Message(m);
  });
}

std::any read_forgetting(const http::Request& request) {
  return Message(Oublier{service::path_id(request, "client_id")});
}

http::Response refuse(Refus refus) {
  switch (refus) {
    case Refus::client_inconnu: return service::not_found("Ce client");
    case Refus::reference_prise:
      return service::conflict("Cette référence est déjà celle d'un client.", {{"reference", "déjà prise"}});
    case Refus::solde_insuffisant:
      return service::conflict("Le solde ne couvre pas ce débit.", {{"montant", "dépasse le solde"}});
    case Refus::solde_maximal:
      return service::conflict("Ce crédit porterait le solde au-delà de " + format_dollars(kMaxSum) + ".",
                               {{"montant", "dépasse le solde maximal"}});
  }
  throw std::logic_error("a Refus without an answer");
}

}  // namespace

http::Response to_response(const Message& message, const Issue& issue) {
  if (const auto* refus = std::get_if<Refus>(&issue.reponse)) return refuse(*refus);
  const int status = std::holds_alternative<Oublier>(message) ? 200 : 201;
  return service::json_response(status, to_json(std::get<Client>(issue.reponse)));
}

void add_routes(service::Routes& routes) {
  routes.command("POST", "/api/clients", read_creation);
  routes.command("POST", "/api/clients/{client_id}/credits", read_movement<Crediter>);
  routes.command("POST", "/api/clients/{client_id}/debits", read_movement<Debiter>);
  routes.command("POST", "/api/clients/{client_id}/oubli", read_forgetting);
  routes.query("/api/clients", list_clients);
  routes.query("/api/clients/{client_id}", one_client);
  routes.query("/api/clients/{client_id}/grand-livre", list_ledger);
}

}  // namespace comptoir::client
