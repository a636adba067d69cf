#include "services/event-store/app/champs.hpp"

#include <algorithm>

#include "libs/json/writer.hpp"

namespace comptoir::event_store {
namespace {

template <class Write>
std::string json_de(Write write) {
  json::Writer w;
  write(w);
  return std::move(w).text();
}

std::string json_produits(const std::vector<Produit>& produits) {
  return json_de([&](json::Writer& w) {
    w.open_array();
    for (const auto& [produit_id, quantite, sous_total] : produits)
      w.open().field("produit_id", produit_id).field("quantite", quantite).money("sous_total", sous_total).close();
    w.close_array();
  });
}

std::string json_texte(const std::string& texte) {
  return json_de([&](json::Writer& w) { w.value(texte); });
}

const std::string* valeur(const Champs& champs, const std::string& nom) {
  const auto found = std::find_if(champs.begin(), champs.end(), [&](const auto& c) { return c.first == nom; });
  return found == champs.end() ? nullptr : &found->second;
}

}  // namespace

Champs champs_de(const ProjectionCommande& p) {
  return {{"client_id", p.client_id ? std::to_string(*p.client_id) : "null"},
          {"produits", json_produits(p.produits)},
          {"total", p.total ? format_dollars(*p.total) : "null"},
          {"statut", p.statut.empty() ? "null" : json_texte(p.statut)}};
}

// An event may have a field named statut too: ours is the event's type.
Champs champs_de(const ProjectionLibre& p) {
  Champs out;
  for (const auto& champ : p.champs)
    if (champ.first != "statut") out.push_back(champ);
  if (!p.statut.empty()) out.emplace_back("statut", json_texte(p.statut));
  return out;
}

std::string objet(const Champs& champs) {
  return json_de([&](json::Writer& w) {
    w.open();
    for (const auto& [nom, json] : champs) w.key(nom).raw(json);
    w.close();
  });
}

std::vector<Changement> changements(const Champs& avant, const Champs& apres) {
  std::vector<Changement> out;
  for (const auto& [nom, json] : avant) {
    const auto* nouveau = valeur(apres, nom);
    if (!nouveau || *nouveau != json) out.push_back({nom, json, nouveau ? *nouveau : "null"});
  }
  for (const auto& [nom, json] : apres)
    if (!valeur(avant, nom)) out.push_back({nom, "null", json});
  return out;
}

}  // namespace comptoir::event_store
