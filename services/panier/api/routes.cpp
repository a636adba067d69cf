#include "services/panier/api/routes.hpp"

#include "libs/service/api.hpp"
#include "services/panier/api/reads.hpp"
#include "services/panier/app/messages.hpp"

namespace comptoir::panier {
namespace {

using http::Request;

std::any message(Message m) { return m; }

ClePanier cle(const Request& r) { return {service::path_id(r, "client_id"), service::path_id(r, "magasin_id")}; }

std::vector<Ligne> lignes(const Request& r, std::size_t min) {
  return json::read_object(r.body, [&](json::Fields& f) {
    std::vector<Ligne> out;
    f.array("lignes", min, kMaxLignes, [&](json::Fields& l) {
      out.push_back({l.integer("produit_id", 1, INT64_MAX), l.integer("quantite", 1, kMaxQuantite)});
    });
    return out;
  });
}

std::any remplacer_lignes(const Request& r) { return message(RemplacerLignes{cle(r), lignes(r, 0)}); }

std::any ajouter_lignes(const Request& r) { return message(AjouterLignes{cle(r), lignes(r, 1)}); }

std::any fixer_ligne(const Request& r) {
  const auto quantite =
      json::read_object(r.body, [](json::Fields& f) { return f.integer("quantite", 1, kMaxQuantite); });
  return message(FixerLigne{cle(r), {service::path_id(r, "produit_id"), quantite}});
}

std::any retirer_ligne(const Request& r) { return message(RetirerLigne{cle(r), service::path_id(r, "produit_id")}); }

std::any vider_panier(const Request& r) { return message(ViderPanier{cle(r)}); }

std::any passer_commande(const Request& r) {
  return message(PasserCommande{json::read_object(r.body, [](json::Fields& f) {
    return ClePanier{f.integer("client_id", 1, INT64_MAX), f.integer("magasin_id", 1, INT64_MAX)};
  })});
}

std::any demander_annulation(const Request& r) { return message(DemanderAnnulation{commande_id_of(r)}); }

}  // namespace

void add_routes(service::Routes& routes) {
  const std::string panier = "/api/panier/{client_id}/{magasin_id}";
  routes.query(panier, read_panier);
  routes.command("DELETE", panier, vider_panier);
  routes.command("PUT", panier + "/lignes", remplacer_lignes);
  routes.command("POST", panier + "/lignes", ajouter_lignes);
  routes.command("PUT", panier + "/lignes/{produit_id}", fixer_ligne);
  routes.command("DELETE", panier + "/lignes/{produit_id}", retirer_ligne);
  routes.command("POST", "/api/checkout", passer_commande, service::Routes::Key::required);
  routes.query("/api/commandes", read_commandes);
  routes.query("/api/commandes/{commande_id}", read_commande);
  routes.command("POST", "/api/commandes/{commande_id}/annulation", demander_annulation);
}

}  // namespace comptoir::panier
