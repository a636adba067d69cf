#include "services/stock/adapters/lecture.hpp"

#include "libs/base/ids.hpp"

namespace comptoir::stock {
namespace {

constexpr std::int64_t kMaxQuantite = 1'000'000'000;

[[noreturn]] void refuser_ligne(std::size_t i) {
  throw json::Invalid(
      {{"produits[" + std::to_string(i) + "]", "produit_id, quantite, prix_unitaire et sous_total attendus"}});
}

std::int64_t entier(const boost::json::object& o, std::string_view name, std::int64_t max, std::size_t i) {
  const auto* v = o.if_contains(name);
  if (!v || !v->is_int64() || v->get_int64() < 1 || v->get_int64() > max) refuser_ligne(i);
  return v->get_int64();
}

Cents montant(const boost::json::object& o, std::string_view name, std::size_t i) {
  const auto* v = o.if_contains(name);
  const auto cents = v && v->is_number() ? cents_from_dollars(v->to_number<double>()) : std::nullopt;
  if (!cents || *cents < 0) refuser_ligne(i);
  return *cents;
}

}  // namespace

// Orders have hundreds of lines and this is on the hot path: no json::Fields, which keeps a path for every field.
std::vector<LigneCommande> lire_lignes(json::Fields& f) {
  const auto* value = f.any("produits");
  const auto* items = value ? value->if_array() : nullptr;
  if (!items || items->empty()) {
    f.error("produits", "liste non vide attendue");
    return {};
  }
  std::vector<LigneCommande> out;
  out.reserve(items->size());
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto* o = (*items)[i].if_object();
    if (!o) refuser_ligne(i);
    out.push_back({entier(*o, "produit_id", kMaxId, i), entier(*o, "quantite", kMaxQuantite, i),
                   montant(*o, "prix_unitaire", i), montant(*o, "sous_total", i)});
  }
  return out;
}

Entete lire_entete(json::Fields& f, const bus::Envelope& e, bool avec_total) {
  return {e.aggregate_id, f.integer("client_id", 1, kMaxId), f.integer("magasin_id", 1, kMaxId),
          avec_total ? f.money("total", 0, kMaxSum) : 0};
}

}  // namespace comptoir::stock
