#include "services/ventes/app/appliquer.hpp"

namespace comptoir::ventes {

Resultat appliquer(const Message& message, Lot& lot, Instant maintenant) {
  if (const auto* pas = std::get_if<PasDeCommande>(&message)) return avancer_commande(*pas, lot, maintenant);
  lot.voir(std::get<MagasinVu>(message));
  return {};
}

}  // namespace comptoir::ventes
