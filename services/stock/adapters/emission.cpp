#include "libs/json/writer.hpp"
#include "services/stock/adapters/evenements.hpp"

namespace comptoir::stock {
namespace {

using json::Writer;
using service::Emission;

Emission de_stock(const char* type, const Cle& cle, Writer data) {
  const auto pair = std::to_string(cle.magasin_id) + '-' + std::to_string(cle.produit_id);
  return {kStream, type, "stk-" + pair, "stock:" + pair, "stk-" + pair, std::move(data).text()};
}

Emission de_saga(const char* type, const Entete& c, Writer data) {
  return {kStream, type, c.commande_id, "client:" + std::to_string(c.client_id), c.commande_id, std::move(data).text()};
}

Writer tete(const Entete& c) {
  Writer w;
  w.open().field("client_id", c.client_id).field("magasin_id", c.magasin_id);
  return w;
}

void lignes(Writer& w, const std::vector<LigneCommande>& lignes) {
  w.key("produits").open_array();
  for (const auto& l : lignes) {
    w.open().field("produit_id", l.produit_id).field("quantite", l.quantite);
    w.money("prix_unitaire", l.prix_unitaire).money("sous_total", l.sous_total).close();
  }
  w.close_array();
}

struct Ecrire {
  Emission operator()(const StockRecu& f) const {
    Writer w;
    w.open().field("magasin_id", f.cle.magasin_id).field("produit_id", f.cle.produit_id);
    w.field("quantite", f.quantite).field("physique", f.physique).close();
    return de_stock("StockRecu", f.cle, std::move(w));
  }
  Emission operator()(const StockAjuste& f) const {
    Writer w;
    w.open().field("magasin_id", f.cle.magasin_id).field("produit_id", f.cle.produit_id);
    w.field("delta", f.delta).field("raison", f.raison).field("physique", f.physique).close();
    return de_stock("StockAjuste", f.cle, std::move(w));
  }
  Emission operator()(const StockReserve& f) const {
    Writer w = tete(f.commande);
    lignes(w, f.lignes);
    w.money("total", f.commande.total).field("echeance", format_rfc3339(f.echeance)).close();
    return de_saga("StockReserve", f.commande, std::move(w));
  }
  Emission operator()(const StockIndisponible& f) const {
    Writer w = tete(f.commande);
    w.money("total", f.commande.total).key("manquants").open_array();
    for (const auto& m : f.manquants)
      w.open().field("produit_id", m.produit_id).field("demande", m.demande).field("disponible", m.disponible).close();
    w.close_array().close();
    return de_saga("StockIndisponible", f.commande, std::move(w));
  }
  Emission operator()(const StockLibere& f) const {
    Writer w = tete(f.commande);
    w.field("motif", f.motif).key("produits").open_array();
    for (const auto& l : f.lignes) w.open().field("produit_id", l.produit_id).field("quantite", l.quantite).close();
    w.close_array().close();
    return de_saga("StockLibere", f.commande, std::move(w));
  }
  Emission operator()(const ReservationExpiree& f) const {
    Writer w = tete(f.commande);
    w.field("echeance", format_rfc3339(f.echeance)).close();
    return de_saga("ReservationExpiree", f.commande, std::move(w));
  }
};

}  // namespace

service::Emission emission(const Fait& fait) { return std::visit(Ecrire{}, fait); }

}  // namespace comptoir::stock
