// The working set of one transaction: loaded once, decided upon in order, written once.
#pragma once
#include <map>
#include <unordered_map>

#include "services/ventes/app/messages.hpp"

namespace comptoir::ventes {

class Lot {
 public:
  struct Dossier {
    Commande commande;
    bool existe = false, change = false;
    bool lignes_nouvelles = false;  ///< the lines came in this batch
    Instant maj_le{};               ///< of the last change in this batch
    std::optional<Instant> vendue;  ///< confirmed in this batch

    void changer(Instant le) {
      change = true;
      maj_le = std::max(maj_le, le);
    }
  };

  // Loading.
  void charger(Commande c);
  void charger_magasin(std::int64_t id, bool ouvert) { ouverts_[id] = ouvert; }

  // Deciding.
  /// The order's file; a new one when the order is unknown.
  Dossier& dossier(const std::string& commande_id);
  /// A store nobody has announced is taken to be open: the order came through a door that knew it.
  bool magasin_ouvert(std::int64_t id) const;
  void voir(const MagasinVu&);

  // Writing.
  const std::unordered_map<std::string, Dossier>& dossiers() const { return dossiers_; }
  const std::map<std::int64_t, MagasinVu>& magasins_vus() const { return vus_; }

 private:
  std::unordered_map<std::string, Dossier> dossiers_;
  std::unordered_map<std::int64_t, bool> ouverts_;
  std::map<std::int64_t, MagasinVu> vus_;
};

}  // namespace comptoir::ventes
