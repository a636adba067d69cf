#include "services/magasins/api/routes.hpp"

#include "libs/service/api.hpp"
#include "services/magasins/api/reads.hpp"
#include "services/magasins/app/messages.hpp"
#include "services/magasins/app/representation.hpp"

namespace comptoir::magasins {
namespace {

std::any read_creation(const http::Request& request) {
  return json::read_object(request.body,
                           [](json::Fields& f) { return Message(CreerMagasin{f.text("nom", 1, kMaxNom)}); });
}

std::any read_name(const http::Request& request) {
  const auto id = service::path_id(request, "magasin_id");
  return json::read_object(request.body,
                           [&](json::Fields& f) { return Message(RenommerMagasin{id, f.text("nom", 1, kMaxNom)}); });
}

std::any read_closing(const http::Request& request) {
  return Message(FermerMagasin{service::path_id(request, "magasin_id")});
}

std::any read_opening(const http::Request& request) {
  return Message(RouvrirMagasin{service::path_id(request, "magasin_id")});
}

http::Response refuse(Refus refus) {
  switch (refus) {
    case Refus::inconnu: return service::not_found("Ce magasin");
    case Refus::nom_pris: return service::conflict("Ce nom est déjà celui d'un magasin.", {{"nom", "déjà pris"}});
  }
  throw std::logic_error("a Refus without an answer");
}

}  // namespace

http::Response to_response(const Decision& decision) {
  if (const auto* refus = std::get_if<Refus>(&decision)) return refuse(*refus);
  const auto& effet = std::get<Effet>(decision);
  return service::json_response(effet.fait == Fait::cree ? 201 : 200, to_json(effet.apres));
}

void add_routes(service::Routes& routes) {
  routes.command("POST", "/api/magasins", read_creation);
  routes.command("PUT", "/api/magasins/{magasin_id}", read_name);
  routes.command("POST", "/api/magasins/{magasin_id}/fermeture", read_closing);
  routes.command("POST", "/api/magasins/{magasin_id}/ouverture", read_opening);
  routes.query("/api/magasins", list_stores);
  routes.query("/api/magasins/{magasin_id}", one_store);
}

}  // namespace comptoir::magasins
