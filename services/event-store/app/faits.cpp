#include "services/event-store/app/faits.hpp"

#include "libs/json/fields.hpp"
#include "services/event-store/app/json_text.hpp"

namespace comptoir::event_store {
namespace {

const boost::json::value* membre(const boost::json::value& objet, std::string_view nom) {
  const auto* o = objet.if_object();
  return o ? o->if_contains(nom) : nullptr;
}

std::optional<std::int64_t> entier(const boost::json::value& objet, std::string_view nom) {
  const auto* v = membre(objet, nom);
  return v ? json::whole(*v) : std::nullopt;
}

std::optional<Cents> montant(const boost::json::value& objet, std::string_view nom) {
  const auto* v = membre(objet, nom);
  return v && v->is_number() ? cents_from_dollars(v->to_number<double>()) : std::nullopt;
}

// A line without sub-total (StockLibere) is a movement, not what was ordered.
std::optional<Produit> produit(const boost::json::value& ligne) {
  const auto id = entier(ligne, "produit_id"), quantite = entier(ligne, "quantite");
  const auto sous_total = montant(ligne, "sous_total");
  if (!id || !quantite || !sous_total) return std::nullopt;
  return Produit{*id, *quantite, *sous_total};
}

}  // namespace

FaitCommande fait_commande(std::string event_type, const boost::json::value& data) {
  FaitCommande fait{std::move(event_type), entier(data, "client_id"), montant(data, "total"), {}};
  const auto* lignes = membre(data, "produits");
  if (!lignes || !lignes->is_array()) return fait;
  for (const auto& ligne : lignes->get_array())
    if (const auto p = produit(ligne)) fait.produits.push_back(*p);
  return fait;
}

std::vector<std::pair<std::string, std::string>> champs(const boost::json::value& data) {
  std::vector<std::pair<std::string, std::string>> out;
  if (const auto* objet = data.if_object())
    for (const auto& m : *objet) out.emplace_back(m.key(), json_text(m.value()));
  return out;
}

}  // namespace comptoir::event_store
