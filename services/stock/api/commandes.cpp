#include "services/stock/api/commandes.hpp"

#include <limits>

#include "libs/base/ids.hpp"
#include "libs/json/fields.hpp"

namespace comptoir::stock {
namespace {

constexpr std::int64_t kMaxRecu = 1'000'000, kMaxAjustement = 1'000'000;
constexpr std::size_t kMaxLignes = 1000, kMaxRaison = 200;

}  // namespace

Message lire_reception(const http::Request& request) {
  return json::read_object(request.body, [](json::Fields& f) -> Message {
    Recevoir out{f.integer("magasin_id", 1, kMaxId), {}};
    f.array("lignes", 1, kMaxLignes, [&](json::Fields& ligne) {
      const auto produit = ligne.integer("produit_id", 1, kMaxId);
      out.lignes.push_back({produit, ligne.integer("quantite", 1, kMaxRecu)});
    });
    return out;
  });
}

Message lire_ajustement(const http::Request& request) {
  return json::read_object(request.body, [](json::Fields& f) -> Message {
    Ajuster out;
    out.magasin_id = f.integer("magasin_id", 1, kMaxId);
    out.produit_id = f.integer("produit_id", 1, kMaxId);
    out.delta = f.integer("delta", -kMaxAjustement, kMaxAjustement);
    if (out.delta == 0) f.error("delta", "entier non nul attendu");
    out.raison = f.text("raison", 1, kMaxRaison);
    return out;
  });
}

}  // namespace comptoir::stock
