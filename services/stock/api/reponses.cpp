#include "libs/service/api.hpp"
#include "services/stock/api/articles.hpp"
#include "services/stock/api/routes.hpp"

namespace comptoir::stock {
namespace {

struct Repondre {
  http::Response operator()(const Recu& r) const {
    json::Writer w;
    w.open().field("magasin_id", r.magasin_id).key("lignes").open_array();
    for (const auto& vu : r.lignes) ecrire_article(w, vu.cle, vu.article.physique, vu.article.reserve);
    w.close_array().close();
    return service::json_response(201, std::move(w).text());
  }
  http::Response operator()(const ArticleVu& vu) const {
    json::Writer w;
    ecrire_article(w, vu.cle, vu.article.physique, vu.article.reserve);
    return service::json_response(201, std::move(w).text());
  }
  http::Response operator()(const Inconnus& r) const { return service::invalid(r.erreurs); }
  http::Response operator()(const SousLaReserve& r) const {
    const auto& a = r.actuel.article;
    return service::conflict("Il resterait " + std::to_string(a.physique + r.delta) + " en stock alors que " +
                                 std::to_string(a.reserve) + " sont réservés.",
                             {{"delta", "au moins " + std::to_string(-a.disponible()) + " attendu"}});
  }
  http::Response operator()(std::monostate) const { return {204, "", "", {}}; }
};

}  // namespace

http::Response repondre(const Reponse& reponse) { return std::visit(Repondre{}, reponse); }

}  // namespace comptoir::stock
