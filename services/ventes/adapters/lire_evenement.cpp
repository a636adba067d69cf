#include <limits>

#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "libs/json/fields.hpp"
#include "services/ventes/adapters/evenements.hpp"

namespace comptoir::ventes {
namespace {

constexpr std::int64_t kMaxQuantite = 1'000'000'000;
constexpr std::size_t kMaxNom = 1000;

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

void ajouter(Lignes& out, const boost::json::object& o, std::size_t i) {
  out.produit_ids.push_back(entier(o, "produit_id", kMaxId, i));
  out.quantites.push_back(entier(o, "quantite", kMaxQuantite, i));
  out.prix_unitaires.push_back(montant(o, "prix_unitaire", i));
  out.sous_totaux.push_back(montant(o, "sous_total", i));
}

// Orders have hundreds of lines and this is on the hot path: no json::Fields, which keeps a path for every field.
Lignes lignes(json::Fields& f) {
  const auto* value = f.any("produits");
  const auto* items = value ? value->if_array() : nullptr;
  if (!items || items->empty()) {
    f.error("produits", "liste non vide attendue");
    return {};
  }
  Lignes out;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto* o = (*items)[i].if_object();
    if (!o) refuser_ligne(i);
    ajouter(out, *o, i);
  }
  return out;
}

template <class T, class Read>
T lire(const bus::Envelope& e, Read read) {
  std::vector<json::FieldError> errors;
  json::Fields fields(e.data, errors);
  fields.lenient();
  T out = read(fields);
  fields.finish();
  return out;
}

std::any pas(const bus::Envelope& e, Evenement evenement, bool avec_total = true) {
  return lire<Message>(e, [&](json::Fields& f) {
    PasDeCommande out{
        evenement, e.timestamp, e.aggregate_id, f.integer("client_id", 1, kMaxId), f.integer("magasin_id", 1, kMaxId),
        {},        {}};
    if (avec_total) out.total = f.money("total", 0, kMaxSum);
    if (evenement == Evenement::commande_creee) out.lignes = lignes(f);
    return out;
  });
}

std::any magasin(const bus::Envelope& e) {
  return lire<Message>(e, [](json::Fields& f) {
    return MagasinVu{f.integer("magasin_id", 1, kMaxId), f.text("nom", 1, kMaxNom), f.boolean("ouvert")};
  });
}

Commande commande(const bus::Envelope& e, json::Fields& f) {
  Commande c;
  c.commande_id = e.aggregate_id;
  c.client_id = f.integer("client_id", 1, kMaxId);
  c.magasin_id = f.integer("magasin_id", 1, kMaxId);
  c.total = f.money("total", 0, kMaxSum);
  return c;
}

Commande verdict(const bus::Envelope& e, json::Fields& f) {
  auto c = commande(e, f);
  if (e.event_type == "VenteConfirmee") {
    c.etat = Etat::confirmee;
    c.lignes = lignes(f);
    c.lignes_connues = true;
  } else if (e.event_type == "VenteRejetee") {
    c.etat = Etat::annulee;
    c.motif = motif_de(f.text("motif", 1, kMaxNom));
  } else {
    throw Permanent("ventes-service n'a jamais dit " + e.event_type);
  }
  return c;
}

}  // namespace

VerdictRendu lire_verdict(const bus::Envelope& e) {
  return lire<VerdictRendu>(e, [&](json::Fields& f) { return VerdictRendu{verdict(e, f), e.timestamp}; });
}

std::any lire_evenement(const bus::Envelope& e) {
  const std::string_view type = e.event_type;
  if (type == "CommandeCreee") return pas(e, Evenement::commande_creee);
  if (type == "AnnulationDemandee") return pas(e, Evenement::annulation_demandee, false);
  if (type == "StockReserve") return pas(e, Evenement::stock_reserve);
  if (type == "StockIndisponible") return pas(e, Evenement::stock_indisponible);
  if (type == "ReservationExpiree") return pas(e, Evenement::reservation_expiree, false);
  if (type == "PaiementAccepte") return pas(e, Evenement::paiement_accepte);
  if (type == "PaiementRefuse") return pas(e, Evenement::paiement_refuse);
  if (type == "MagasinCree" || type == "MagasinModifie" || type == "MagasinFerme" || type == "MagasinRouvert")
    return magasin(e);
  return {};
}

}  // namespace comptoir::ventes
