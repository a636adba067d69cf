#include "services/produits/api/routes.hpp"

#include "libs/service/api.hpp"
#include "services/produits/api/reads.hpp"
#include "services/produits/app/messages.hpp"
#include "services/produits/app/representation.hpp"

namespace comptoir::produits {
namespace {

std::any read_creation(const http::Request& request) {
  return json::read_object(request.body, [](json::Fields& f) {
    CreerProduit m;
    m.code = f.text("code", 1, kMaxCode);
    m.nom = f.text("nom", 1, kMaxNom);
    m.prix = f.money("prix", 0, kMaxAmount);
    return Message(m);
  });
}

std::any read_name(const http::Request& request) {
  const auto id = service::path_id(request, "produit_id");
  return json::read_object(request.body,
                           [&](json::Fields& f) { return Message(RenommerProduit{id, f.text("nom", 1, kMaxNom)}); });
}

std::any read_price(const http::Request& request) {
  const auto id = service::path_id(request, "produit_id");
  return json::read_object(request.body,
                           [&](json::Fields& f) { return Message(ChangerPrix{id, f.money("prix", 0, kMaxAmount)}); });
}

std::any read_retirement(const http::Request& request) {
  return Message(RetirerProduit{service::path_id(request, "produit_id")});
}

http::Response refuse(Refus refus) {
  switch (refus) {
    case Refus::inconnu: return service::not_found("Ce produit");
    case Refus::code_pris: return service::conflict("Ce code est déjà celui d'un produit.", {{"code", "déjà pris"}});
    case Refus::retire: return service::conflict("Le produit est retiré du catalogue: il ne change plus.");
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
  routes.command("POST", "/api/produits", read_creation);
  routes.command("PUT", "/api/produits/{produit_id}", read_name);
  routes.command("PUT", "/api/produits/{produit_id}/prix", read_price);
  routes.command("DELETE", "/api/produits/{produit_id}", read_retirement);
  routes.query("/api/produits", list_products);
  routes.query("/api/produits/{produit_id}", one_product);
}

}  // namespace comptoir::produits
