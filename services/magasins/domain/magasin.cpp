#include "services/magasins/domain/magasin.hpp"

namespace comptoir::magasins {

Effet renommer(const Magasin& magasin, const std::string& nom) {
  if (magasin.nom == nom) return {magasin, std::nullopt};
  return {{magasin.id, nom, magasin.ouvert}, Fait::modifie};
}

Effet fermer(const Magasin& magasin) {
  if (!magasin.ouvert) return {magasin, std::nullopt};
  return {{magasin.id, magasin.nom, false}, Fait::ferme};
}

Effet rouvrir(const Magasin& magasin) {
  if (magasin.ouvert) return {magasin, std::nullopt};
  return {{magasin.id, magasin.nom, true}, Fait::rouvert};
}

}  // namespace comptoir::magasins
