// The working set of one batch: the products its messages are about, as stored and as changed so far.
#pragma once
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "services/produits/domain/produit.hpp"

namespace comptoir::produits {

class Catalogue {
 public:
  /// `dernier_id`: the highest id given so far; only creations need it.
  explicit Catalogue(std::int64_t dernier_id = 0) : dernier_id_(dernier_id) {}

  /// A product as it is stored.
  void charger(Produit);
  const Produit* trouver(std::int64_t produit_id) const;
  bool code_pris(const std::string& code) const { return par_code_.contains(code); }
  std::int64_t nouvel_id() { return ++dernier_id_; }
  /// A product as it shall be stored.
  void garder(const Produit&);
  /// What was kept, in order of id.
  std::vector<Produit> modifies() const;

 private:
  std::int64_t dernier_id_;
  std::map<std::int64_t, Produit> produits_;
  std::unordered_map<std::string, std::int64_t> par_code_;
  std::set<std::int64_t> modifies_;
};

}  // namespace comptoir::produits
