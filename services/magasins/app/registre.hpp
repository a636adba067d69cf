// The working set of one batch: the stores its messages are about, as stored and as changed so far.
#pragma once
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "services/magasins/domain/magasin.hpp"

namespace comptoir::magasins {

class Registre {
 public:
  /// `dernier_id`: the highest id given so far; only creations need it.
  explicit Registre(std::int64_t dernier_id = 0) : dernier_id_(dernier_id) {}

  /// A store as it is stored.
  void charger(Magasin);
  const Magasin* trouver(std::int64_t magasin_id) const;
  /// True when the name is that of a store other than `magasin_id`.
  bool nom_pris(const std::string& nom, std::int64_t magasin_id = 0) const;
  std::int64_t nouvel_id() { return ++dernier_id_; }
  /// A store as it shall be stored; its former name is free from now on.
  void garder(const Magasin&);
  /// What was kept, in order of id.
  std::vector<Magasin> modifies() const;

 private:
  std::int64_t dernier_id_;
  std::map<std::int64_t, Magasin> magasins_;
  std::unordered_map<std::string, std::int64_t> par_nom_;
  std::set<std::int64_t> modifies_;
};

}  // namespace comptoir::magasins
