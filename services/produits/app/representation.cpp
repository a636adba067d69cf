#include "services/produits/app/representation.hpp"

namespace comptoir::produits {

void write(json::Writer& w, const Produit& p) {
  w.open().field("produit_id", p.id).field("code", p.code).field("nom", p.nom);
  w.money("prix", p.prix).field("actif", p.actif).close();
}

std::string to_json(const Produit& p) {
  json::Writer w;
  write(w, p);
  return std::move(w).text();
}

}  // namespace comptoir::produits
