#include <string_view>

#include "services/stock/adapters/evenements.hpp"
#include "services/stock/adapters/lecture.hpp"

namespace comptoir::stock {
namespace {

Message finie(const bus::Envelope& e, Fin fin) {
  return bus::read_data<Message>(e, [&](json::Fields& f) {
    auto c = lire_entete(f, e);
    std::string motif = fin == Fin::vente_rejetee ? f.text("motif", 1, 100) : "paiement_refuse";
    return CommandeFinie{std::move(c), fin, std::move(motif)};
  });
}

bool dit_un_produit(std::string_view type) {
  return type == "ProduitCree" || type == "ProduitModifie" || type == "PrixModifie" || type == "ProduitRetire";
}

bool dit_un_magasin(std::string_view type) {
  return type == "MagasinCree" || type == "MagasinModifie" || type == "MagasinFerme" || type == "MagasinRouvert";
}

}  // namespace

std::any lire_evenement(const bus::Envelope& e) {
  const std::string_view type = e.event_type;
  if (type == "CommandeCreee")
    return bus::read_data<Message>(e,
                                   [&](json::Fields& f) { return CommandeCreee{lire_entete(f, e), lire_lignes(f)}; });
  if (type == "PaiementRefuse") return finie(e, Fin::paiement_refuse);
  if (type == "VenteRejetee") return finie(e, Fin::vente_rejetee);
  if (type == "VenteConfirmee") return finie(e, Fin::vente_confirmee);
  if (dit_un_produit(type))
    return bus::read_data<Message>(e, [](json::Fields& f) { return ProduitConnu{f.integer("produit_id", 1, kMaxId)}; });
  if (dit_un_magasin(type))
    return bus::read_data<Message>(e, [](json::Fields& f) { return MagasinConnu{f.integer("magasin_id", 1, kMaxId)}; });
  return {};
}

}  // namespace comptoir::stock
