#include "services/event-store/domain/projections/commandes.hpp"

#include "services/event-store/domain/projection.hpp"

namespace comptoir::event_store::projections {
namespace {

std::string motif_de(const FaitDeCommande& fait) {
  if (fait.event_type == "StockIndisponible") return "stock_indisponible";
  if (fait.event_type == "PaiementRefuse") return "paiement_refuse";
  return fait.motif;
}

}  // namespace

void appliquer(Commande& c, const FaitDeCommande& fait) {
  if (!c.client_id) c.client_id = fait.client_id;
  if (!c.magasin_id) c.magasin_id = fait.magasin_id;
  if (!c.total) c.total = fait.total;
  if (c.articles == 0) c.articles = fait.articles;
  if (!c.creee_le && fait.event_type == "CommandeCreee") c.creee_le = fait.le;
  if (poids(fait.event_type) <= poids(c.statut)) return;
  c.statut = fait.event_type;
  c.motif = motif_de(fait);
  c.maj_le = fait.le;
}

std::string_view etat_de(std::string_view statut) {
  if (statut == "VenteConfirmee") return "confirmee";
  if (statut == "PaiementAccepte") return "paiement_accepte";
  if (statut == "StockReserve") return "stock_reserve";
  return statut == "CommandeCreee" ? "en_attente_stock" : "annulee";
}

}  // namespace comptoir::event_store::projections
