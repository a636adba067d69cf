#include "services/ventes/adapters/compteurs.hpp"

namespace comptoir::ventes {

Compteurs::Compteurs(metrics::Registry* registre) {
  if (!registre) return;
  for (std::string_view type : {"StockIndisponible", "PaiementRefuse", "VenteConfirmee", "VenteRejetee"})
    etats_[type] = &registre->counter("commande_etat_total", "Commandes terminées, par événement décisif",
                                      {{"etat", std::string(type)}});
  for (const auto motif : {Motif::aucun, Motif::stock_indisponible, Motif::paiement_refuse, Motif::magasin_ferme,
                           Motif::reservation_expiree, Motif::annulation_client})
    fins_[motif] = &registre->counter("comptoir_commandes_terminees_total", "Commandes terminées, par fin et motif",
                                      {{"etat", motif == Motif::aucun ? "confirmee" : "annulee"},
                                       {"motif", motif == Motif::aucun ? "aucun" : std::string(nom(motif))}});
  succes_ = &registre->counter("saga_commande_succes_total", "Commandes devenues des ventes");
  echecs_ = &registre->counter("saga_commande_echec_total", "Commandes terminées sans vente");
}

void Compteurs::compter(Etat etat, Motif motif) {
  if (!succes_) return;
  etats_.at(statut(etat, motif))->Increment();
  fins_.at(motif)->Increment();
  (etat == Etat::confirmee ? succes_ : echecs_)->Increment();
}

}  // namespace comptoir::ventes
