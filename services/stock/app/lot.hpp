// The working set of one transaction: loaded once, decided upon in order, written once.
#pragma once
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "services/stock/app/messages.hpp"
#include "services/stock/domain/article.hpp"

namespace comptoir::stock {

class Lot {
 public:
  struct Fiche {
    Article article;
    Article lu;           ///< as it was loaded
    bool existe = false;  ///< has a row
  };
  struct Dossier {
    Reservation reservation;
    bool existe = false, change = false;
  };

  // Loading.
  void charger(const Cle& cle, const Article& a) { articles_[cle] = {a, a, true}; }
  void charger(Reservation r);
  void charger_produit(std::int64_t id) { produits_.insert(id); }
  void charger_magasin(std::int64_t id) { magasins_.insert(id); }

  // Deciding.
  /// All zero when the store never had the product.
  Article& article(const Cle& cle) { return articles_[cle].article; }
  /// Null when the order is unknown.
  Reservation* reservation(const std::string& commande_id);
  void ouvrir(Reservation);
  /// The reservation is to be written.
  void changer(const std::string& commande_id) { dossiers_.at(commande_id).change = true; }
  bool produit_connu(std::int64_t id) const { return produits_.contains(id); }
  bool magasin_connu(std::int64_t id) const { return magasins_.contains(id); }
  void connaitre_produit(std::int64_t id);
  void connaitre_magasin(std::int64_t id);

  // Writing.
  const std::unordered_map<Cle, Fiche>& articles() const { return articles_; }
  const std::unordered_map<std::string, Dossier>& dossiers() const { return dossiers_; }
  const std::set<std::int64_t>& nouveaux_produits() const { return nouveaux_produits_; }
  const std::set<std::int64_t>& nouveaux_magasins() const { return nouveaux_magasins_; }

 private:
  std::unordered_map<Cle, Fiche> articles_;
  std::unordered_map<std::string, Dossier> dossiers_;
  std::unordered_set<std::int64_t> produits_, magasins_;
  std::set<std::int64_t> nouveaux_produits_, nouveaux_magasins_;
};

}  // namespace comptoir::stock
