#include "services/ventes/adapters/compteurs.hpp"

namespace comptoir::ventes {

Compteurs::Compteurs(metrics::Registry* registre) {
  if (!registre) return;
  for (std::string_view type : {"StockIndisponible", "PaiementRefuse", "VenteConfirmee", "VenteRejetee"})
    etats_[type] = &registre->counter("commande_etat_total", "Commandes terminées, par événement décisif",
                                      {{"etat", std::string(type)}});
  succes_ = &registre->counter("saga_commande_succes_total", "Commandes devenues des ventes");
  echecs_ = &registre->counter("saga_commande_echec_total", "Commandes terminées sans vente");
}

void Compteurs::compter(std::string_view statut) {
  if (!succes_) return;
  etats_.at(statut)->Increment();
  (statut == "VenteConfirmee" ? succes_ : echecs_)->Increment();
}

}  // namespace comptoir::ventes
