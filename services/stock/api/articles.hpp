// `Stock` of contracts/README.md.
#pragma once
#include "libs/json/writer.hpp"
#include "services/stock/domain/article.hpp"

namespace comptoir::stock {

inline void ecrire_article(json::Writer& w, const Cle& cle, std::int64_t physique, std::int64_t reserve) {
  w.open().field("magasin_id", cle.magasin_id).field("produit_id", cle.produit_id);
  w.field("physique", physique).field("reserve", reserve).field("disponible", physique - reserve).close();
}

}  // namespace comptoir::stock
