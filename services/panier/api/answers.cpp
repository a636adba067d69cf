#include "services/panier/api/answers.hpp"

#include "libs/http/problem.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::panier {
namespace {

http::Response json_answer(int status, json::Writer w) { return {status, std::move(w).text(), "application/json", {}}; }

http::Response answer_of(std::monostate) { return {}; }

http::Response answer_of(const VuePanier& vue) {
  json::Writer w;
  w.open().field("client_id", vue.cle.client_id).field("magasin_id", vue.cle.magasin_id).key("lignes").open_array();
  for (const auto& l : vue.lignes) {
    w.open().field("produit_id", l.produit_id).field("nom", l.nom).field("quantite", l.quantite);
    w.money("prix_unitaire", l.prix_unitaire).money("sous_total", l.sous_total);
    w.field("disponible", l.disponible).close();
  }
  w.close_array().money("total", vue.total).close();
  return json_answer(200, std::move(w));
}

http::Response answer_of(const CommandeAcceptee& r) {
  const auto& c = r.commande;
  const std::string url = "/api/commandes/" + c.commande_id;
  json::Writer w;
  w.open().field("commande_id", c.commande_id).field("client_id", c.cle.client_id);
  w.field("magasin_id", c.cle.magasin_id).money("total", c.total).field("statut", "CommandeCreee");
  w.field("url", url).close();
  auto response = json_answer(202, std::move(w));
  response.headers.emplace_back("Location", url);
  return response;
}

http::Response answer_of(const AnnulationAcceptee& r) {
  json::Writer w;
  w.open().field("commande_id", r.commande_id).field("annulation_demandee", true).close();
  return json_answer(202, std::move(w));
}

int status_of(Refus::Genre genre) {
  switch (genre) {
    case Refus::Genre::introuvable: return 404;
    case Refus::Genre::conflit: return 409;
    case Refus::Genre::invalide: break;
  }
  return 422;
}

http::Response answer_of(const Refus& refus) {
  std::vector<http::FieldError> erreurs;
  for (const auto& [champ, raison] : refus.champs) erreurs.push_back({champ, raison});
  return http::problem(status_of(refus.genre), refus.titre, refus.detail, erreurs);
}

}  // namespace

http::Response answer(const Resultat& resultat) {
  return std::visit([](const auto& r) { return answer_of(r); }, resultat);
}

}  // namespace comptoir::panier
