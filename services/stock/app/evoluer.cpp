#include "services/stock/app/evoluer.hpp"

#include "libs/base/error.hpp"

namespace comptoir::stock {
namespace {

Reservation nouvelle(const Entete& c, std::vector<Quantite> lignes, Etat etat, std::optional<Instant> echeance) {
  return {c.commande_id, c.client_id, c.magasin_id, c.total, std::move(lignes), etat, echeance, false};
}

struct Evolution {
  Lot& lot;

  void operator()(const StockRecu& f) const { recevoir(lot.changer_article(f.cle), f.quantite); }
  void operator()(const StockAjuste& f) const {
    if (!ajuster(lot.changer_article(f.cle), f.delta)) throw Permanent("StockAjuste sous la quantité réservée");
  }
  void operator()(const StockReserve& f) const {
    auto lignes = quantites(f.lignes);
    for (const auto& l : lignes) reserver(lot.changer_article({f.commande.magasin_id, l.produit_id}), l.quantite);
    lot.ouvrir(nouvelle(f.commande, std::move(lignes), Etat::active, f.echeance));
  }
  void operator()(const StockIndisponible& f) const {
    lot.ouvrir(nouvelle(f.commande, quantites(f.lignes), Etat::refusee, std::nullopt));
  }
  void operator()(const StockLibere& f) const { clore(lot, f.commande.commande_id, Etat::liberee, liberer); }
  void operator()(const ReservationExpiree& f) const {
    lot.changer_reservation(f.commande.commande_id).expiree_signalee = true;
  }
};

}  // namespace

void evoluer(Lot& lot, const Fait& fait) { std::visit(Evolution{lot}, fait); }

void clore(Lot& lot, const std::string& commande_id, Etat etat, void (*effet)(Article&, std::int64_t)) {
  auto& r = lot.changer_reservation(commande_id);
  for (const auto& l : r.lignes) effet(lot.changer_article({r.magasin_id, l.produit_id}), l.quantite);
  r.etat = etat;
}

std::vector<Quantite> quantites(const std::vector<LigneCommande>& lignes) {
  std::vector<Quantite> out;
  out.reserve(lignes.size());
  for (const auto& l : lignes) out.push_back({l.produit_id, l.quantite});
  return regrouper(std::move(out));
}

}  // namespace comptoir::stock
