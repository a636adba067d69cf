#include "services/event-store/domain/projections/cumuls.hpp"

namespace comptoir::event_store::projections {

void CumulVentes::vendre(std::int64_t magasin_id, Instant le, Cents total, const std::vector<Ligne>& lignes) {
  const auto jour = std::chrono::floor<std::chrono::days>(le).time_since_epoch().count();
  auto& somme = par_jour[{magasin_id, jour}];
  ++somme.compte;
  somme.total += total;
  for (const auto& l : lignes) {
    auto& produit = par_produit[{magasin_id, jour, l.produit_id}];
    produit.compte += l.quantite;
    produit.total += l.sous_total;
  }
}

void CumulStock::recevoir(std::int64_t magasin_id, std::int64_t produit_id, std::int64_t quantite) {
  articles[{magasin_id, produit_id}].recu += quantite;
}

void CumulStock::ajuster(std::int64_t magasin_id, std::int64_t produit_id, std::int64_t delta) {
  articles[{magasin_id, produit_id}].ajuste += delta;
}

void CumulStock::reserver(std::int64_t magasin_id, const std::vector<Ligne>& lignes) {
  for (const auto& l : lignes) articles[{magasin_id, l.produit_id}].reserve += l.quantite;
}

void CumulStock::liberer(std::int64_t magasin_id, const std::vector<Ligne>& lignes) {
  for (const auto& l : lignes) articles[{magasin_id, l.produit_id}].reserve -= l.quantite;
}

void CumulStock::sortir(std::int64_t magasin_id, const std::vector<Ligne>& lignes) {
  liberer(magasin_id, lignes);
  for (const auto& l : lignes) articles[{magasin_id, l.produit_id}].sorti += l.quantite;
}

CumulSoldes::Mouvement& CumulSoldes::ecrire(std::int64_t client_id) {
  auto& mouvement = clients[client_id];
  ++mouvement.ecritures;
  return mouvement;
}

}  // namespace comptoir::event_store::projections
