#include <string_view>

#include "libs/base/ids.hpp"
#include "services/stock/adapters/evenements.hpp"

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

// Orders have hundreds of lines and this is on the hot path: no json::Fields, which keeps a path for every field.
std::vector<LigneCommande> lignes(json::Fields& f) {
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

Entete entete(json::Fields& f, const bus::Envelope& e) {
  return {e.aggregate_id, f.integer("client_id", 1, kMaxId), f.integer("magasin_id", 1, kMaxId),
          f.money("total", 0, kMaxSum)};
}

template <class Read>
Message lire(const bus::Envelope& e, Read read) {
  std::vector<json::FieldError> errors;
  json::Fields fields(e.data, errors);
  fields.lenient();
  Message out = read(fields);
  fields.finish();
  return out;
}

Message finie(const bus::Envelope& e, Fin fin) {
  return lire(e, [&](json::Fields& f) {
    auto c = entete(f, e);
    std::string motif = fin == Fin::vente_rejetee ? f.text("motif", 1, 100) : "paiement_refuse";
    return CommandeFinie{std::move(c), fin, std::move(motif)};
  });
}

bool dit_un_produit(std::string_view type) {
  return type == "ProduitCree" || type == "ProduitModifie" || type == "PrixModifie" || type == "ProduitRetire";
}

bool dit_un_magasin(std::string_view type) {
  return type == "MagasinCree" || type == "MagasinModifie" || type == "MagasinFerme" || type == "MagasinRouvert";
}

}  // namespace

std::any lire_evenement(const bus::Envelope& e) {
  const std::string_view type = e.event_type;
  if (type == "CommandeCreee") return lire(e, [&](json::Fields& f) { return CommandeCreee{entete(f, e), lignes(f)}; });
  if (type == "PaiementRefuse") return finie(e, Fin::paiement_refuse);
  if (type == "VenteRejetee") return finie(e, Fin::vente_rejetee);
  if (type == "VenteConfirmee") return finie(e, Fin::vente_confirmee);
  if (dit_un_produit(type))
    return lire(e, [](json::Fields& f) { return ProduitConnu{f.integer("produit_id", 1, kMaxId)}; });
  if (dit_un_magasin(type))
    return lire(e, [](json::Fields& f) { return MagasinConnu{f.integer("magasin_id", 1, kMaxId)}; });
  return {};
}

}  // namespace comptoir::stock
