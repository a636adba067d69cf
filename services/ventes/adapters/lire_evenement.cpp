#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "libs/bus/event_data.hpp"
#include "services/ventes/adapters/evenements.hpp"

namespace comptoir::ventes {
namespace {

constexpr std::size_t kMaxNom = 1000;

Lignes lignes(json::Fields& f) {
  Lignes out;
  for (const auto& l : bus::read_order_lines(f)) {
    out.produit_ids.push_back(l.produit_id);
    out.quantites.push_back(l.quantite);
    out.prix_unitaires.push_back(l.prix_unitaire);
    out.sous_totaux.push_back(l.sous_total);
  }
  return out;
}

std::any pas(const bus::Envelope& e, Evenement evenement, bool avec_total = true) {
  return bus::read_data<Message>(e, [&](json::Fields& f) {
    PasDeCommande out{
        evenement, e.timestamp, e.aggregate_id, f.integer("client_id", 1, kMaxId), f.integer("magasin_id", 1, kMaxId),
        {},        {}};
    if (avec_total) out.total = f.money("total", 0, kMaxRead);
    if (evenement == Evenement::commande_creee) out.lignes = lignes(f);
    return out;
  });
}

std::any magasin(const bus::Envelope& e) {
  return bus::read_data<Message>(e, [](json::Fields& f) {
    return MagasinVu{f.integer("magasin_id", 1, kMaxId), f.text("nom", 1, kMaxNom), f.boolean("ouvert")};
  });
}

Commande commande(const bus::Envelope& e, json::Fields& f) {
  Commande c;
  c.commande_id = e.aggregate_id;
  c.client_id = f.integer("client_id", 1, kMaxId);
  c.magasin_id = f.integer("magasin_id", 1, kMaxId);
  c.total = f.money("total", 0, kMaxRead);
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
  return bus::read_data<VerdictRendu>(e, [&](json::Fields& f) { return VerdictRendu{verdict(e, f), e.timestamp}; });
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
