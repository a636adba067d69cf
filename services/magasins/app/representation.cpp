#include "services/magasins/app/representation.hpp"

namespace comptoir::magasins {

void write(json::Writer& w, const Magasin& m) {
  w.open().field("magasin_id", m.id).field("nom", m.nom).field("ouvert", m.ouvert).close();
}

std::string to_json(const Magasin& m) {
  json::Writer w;
  write(w, m);
  return std::move(w).text();
}

}  // namespace comptoir::magasins
