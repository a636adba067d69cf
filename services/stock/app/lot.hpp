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
    bool existe = false, change = false;
  };
  struct Dossier {
    Reservation reservation;
    bool existe = false, change = false;
  };

  // Loading.
  void charger(const Cle& cle, const Article& a) { articles_[cle] = {a, true, false}; }
  void charger(Reservation r);
  void charger_produit(std::int64_t id) { produits_.insert(id); }
  void charger_magasin(std::int64_t id) { magasins_.insert(id); }

  // Deciding.
  /// All zero when the store never had the product.
  Article article(const Cle& cle) const;
  /// The article is to be written.
  Article& changer_article(const Cle& cle);
  /// Null when the order is unknown.
  const Reservation* reservation(const std::string& commande_id) const;
  void ouvrir(Reservation);
  /// The reservation is to be written. Throws Permanent when the order is unknown.
  Reservation& changer_reservation(const std::string& commande_id);
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
