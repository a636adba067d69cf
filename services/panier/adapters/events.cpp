#include "services/panier/adapters/events.hpp"

#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "libs/bus/event_data.hpp"
#include "libs/json/writer.hpp"
#include "services/panier/app/messages.hpp"

namespace comptoir::panier {
namespace {

constexpr std::size_t kMaxText = 1000;

Message produit(json::Fields& f) {
  return ProduitConnu{{f.integer("produit_id", 1, kMaxId), f.text("code", 1, kMaxText), f.text("nom", 1, kMaxText),
                       f.money("prix", 0, kMaxAmount), f.boolean("actif")}};
}

Message magasin(json::Fields& f) {
  return MagasinConnu{{f.integer("magasin_id", 1, kMaxId), f.text("nom", 1, kMaxText), f.boolean("ouvert")}};
}

Message client(json::Fields& f) { return ClientConnu{f.integer("client_id", 1, kMaxId)}; }

using Reader = Message (*)(json::Fields&);

const std::unordered_map<std::string_view, Reader> kReaders = {
    {"ProduitCree", produit},   {"ProduitModifie", produit}, {"PrixModifie", produit},
    {"ProduitRetire", produit}, {"MagasinCree", magasin},    {"MagasinModifie", magasin},
    {"MagasinFerme", magasin},  {"MagasinRouvert", magasin}, {"ClientCree", client},
};

ClePanier cle(json::Fields& f) { return {f.integer("client_id", 1, kMaxId), f.integer("magasin_id", 1, kMaxId)}; }

Evenement creee(const bus::Envelope& e, json::Fields& f) {
  Commande c{e.aggregate_id, cle(f), {}, f.money("total", 0, kMaxRead), e.timestamp};
  f.array("produits", 1, kMaxLignes, [&](json::Fields& l) {
    c.lignes.push_back({l.integer("produit_id", 1, kMaxId), l.integer("quantite", 1, kMaxQuantite),
                        l.money("prix_unitaire", 0, kMaxAmount), l.money("sous_total", 0, kMaxRead)});
  });
  return CommandeCreee{std::move(c)};
}

service::Emission fact(std::string type, const std::string& commande_id, const ClePanier& cle, json::Writer data) {
  return {"commande.evenements", std::move(type),       commande_id, "client:" + std::to_string(cle.client_id),
          commande_id,           std::move(data).text()};
}

json::Writer head(const ClePanier& cle) {
  json::Writer w;
  w.open().field("client_id", cle.client_id).field("magasin_id", cle.magasin_id);
  return w;
}

service::Emission emission_of(const CommandeCreee& e) {
  auto w = head(e.commande.cle);
  w.key("produits").open_array();
  for (const auto& l : e.commande.lignes) {
    w.open().field("produit_id", l.produit_id).field("quantite", l.quantite);
    w.money("prix_unitaire", l.prix_unitaire).money("sous_total", l.sous_total).close();
  }
  w.close_array().money("total", e.commande.total).close();
  return fact("CommandeCreee", e.commande.commande_id, e.commande.cle, std::move(w));
}

service::Emission emission_of(const AnnulationDemandee& e) {
  auto w = head(e.cle);
  w.close();
  return fact("AnnulationDemandee", e.commande_id, e.cle, std::move(w));
}

}  // namespace

std::any decode_event(const bus::Envelope& e) {
  const auto reader = kReaders.find(e.event_type);
  if (reader == kReaders.end()) return {};
  return bus::read_data<Message>(e, reader->second);
}

Evenement fact_of(const bus::Envelope& e) {
  return bus::read_data<Evenement>(e, [&](json::Fields& f) -> Evenement {
    if (e.event_type == "CommandeCreee") return creee(e, f);
    if (e.event_type == "AnnulationDemandee") return AnnulationDemandee{e.aggregate_id, cle(f)};
    throw Permanent("panier-service n'a jamais dit " + e.event_type);
  });
}

service::Emission emission(const Evenement& evenement) {
  return std::visit([](const auto& e) { return emission_of(e); }, evenement);
}

}  // namespace comptoir::panier
