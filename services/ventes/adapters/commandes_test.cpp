// From the event's text to the verdict's: decoding, the working set, writing.
#include <gtest/gtest.h>

#include <algorithm>

#include "libs/base/error.hpp"
#include "libs/json/fields.hpp"
#include "services/ventes/adapters/compteurs.hpp"
#include "services/ventes/adapters/evenements.hpp"
#include "services/ventes/app/appliquer.hpp"

namespace comptoir::ventes {
namespace {

constexpr const char* kCommande =
    R"({"client_id":42,"magasin_id":3,"produits":[{"produit_id":1,"quantite":2,"prix_unitaire":2.55,"sous_total":5.1}],"total":5.1})";
constexpr const char* kPaiement = R"({"client_id":42,"magasin_id":3,"total":5.1,"solde":1.0})";
constexpr const char* kAnnulation = R"({"client_id":42,"magasin_id":3})";

Message lire(std::string type, const char* data) {
  bus::Envelope e;
  e.event_type = std::move(type);
  e.aggregate_id = "cmd-1";
  e.data = boost::json::parse(data);
  return std::any_cast<Message>(lire_evenement(e));
}

Resultat faire(const Message& m, Lot& lot) { return appliquer(m, lot, Instant{}); }

TEST(Commandes, ASaleSaysItsLinesAsTheOrderDid) {
  for (bool paiement_avant : {false, true}) {
    Lot lot;
    if (!paiement_avant) faire(lire("CommandeCreee", kCommande), lot);
    auto r = faire(lire("PaiementAccepte", kPaiement), lot);
    if (paiement_avant) {
      EXPECT_EQ(r.effet, Effet::aucun);
      r = faire(lire("CommandeCreee", kCommande), lot);
    }
    ASSERT_EQ(r.effet, Effet::confirmer);
    EXPECT_TRUE(r.decisif);
    const auto e = vente_confirmee(*r.commande);
    EXPECT_EQ(e.event_type, "VenteConfirmee");
    EXPECT_EQ(e.cle, "client:42");
    EXPECT_EQ(e.correlation_id, "cmd-1");
    EXPECT_EQ(e.data, kCommande);
    EXPECT_TRUE(lot.dossiers().at("cmd-1").vendue);
  }
}

TEST(Commandes, ARejectionSaysTheTotalThatTheOrderSaid) {
  Lot lot;
  faire(lire("CommandeCreee", kCommande), lot);
  const auto r = faire(lire("AnnulationDemandee", kAnnulation), lot);
  ASSERT_EQ(r.effet, Effet::rejeter);
  EXPECT_EQ(vente_rejetee(*r.commande).data,
            R"({"client_id":42,"magasin_id":3,"total":5.1,"motif":"annulation_client"})");
}

TEST(Commandes, AStoreClosedInTheBatchRejects) {
  Lot lot;
  lot.charger_magasin(3, true);
  faire(lire("MagasinFerme", R"({"magasin_id":3,"nom":"Laval","ouvert":false})"), lot);
  EXPECT_EQ(faire(lire("PaiementAccepte", kPaiement), lot).commande->motif, Motif::magasin_ferme);
}

TEST(Commandes, LinesThatComeAfterTheEndAreKeptAndChangeNothing) {
  Lot lot;
  faire(lire("PaiementRefuse", R"({"client_id":42,"magasin_id":3,"total":5.1,"raison":"solde_insuffisant"})"), lot);
  const auto r = faire(lire("CommandeCreee", kCommande), lot);
  EXPECT_FALSE(r.decisif);
  EXPECT_EQ(r.commande->motif, Motif::paiement_refuse);
  EXPECT_EQ(r.commande->lignes.size(), 1u);
}

TEST(Commandes, WhatIsNotAsTheContractSaysIsInvalid) {
  EXPECT_THROW(lire("CommandeCreee", kPaiement), json::Invalid);
  EXPECT_THROW(lire("StockReserve", kAnnulation), json::Invalid);
  EXPECT_THROW(lire("MagasinCree", kAnnulation), json::Invalid);
}

Instant a(int seconde) { return Instant{} + std::chrono::seconds(seconde); }

PasDeCommande pas(std::string type, const char* data, int seconde) {
  auto m = std::get<PasDeCommande>(lire(std::move(type), data));
  m.le = a(seconde);
  return m;
}

VerdictRendu relu(const service::Emission& e, int seconde) {
  bus::Envelope enveloppe;
  enveloppe.event_type = e.event_type;
  enveloppe.aggregate_id = e.aggregate_id;
  enveloppe.timestamp = a(seconde);
  enveloppe.data = boost::json::parse(e.data);
  return lire_verdict(enveloppe);
}

void attendre_pareil(const Lot& decide, const Lot& redit) {
  const auto &x = decide.dossiers().at("cmd-1"), &y = redit.dossiers().at("cmd-1");
  EXPECT_EQ(x.commande, y.commande);
  EXPECT_EQ(x.maj_le, y.maj_le);
  EXPECT_EQ(x.vendue, y.vendue);
}

// A rebuild tells our verdicts first, and lets the others' events come after.
TEST(Rejouer, AVerdictStandsWhateverComesAfter) {
  const auto creee = pas("CommandeCreee", kCommande, 1), annulation = pas("AnnulationDemandee", kAnnulation, 2),
             paiement = pas("PaiementAccepte", kPaiement, 3);
  for (bool annulee : {false, true}) {
    Lot decide, redit;
    appliquer(creee, decide, a(9));
    const auto r = appliquer(annulee ? annulation : paiement, decide, a(4));
    const auto dit = annulee ? vente_rejetee(*r.commande) : vente_confirmee(*r.commande);
    appliquer(annulee ? paiement : annulation, decide, a(9));

    rejouer(relu(dit, 4), redit);
    for (const auto& m : {annulation, paiement, creee}) EXPECT_EQ(appliquer(m, redit, a(9)).effet, Effet::aucun);
    attendre_pareil(decide, redit);
    EXPECT_EQ(redit.dossiers().at("cmd-1").maj_le, a(4));
  }
}

TEST(Commandes, AreDatedByTheirEventsInWhateverOrderTheyAreRead) {
  std::vector<PasDeCommande> etapes{pas("CommandeCreee", kCommande, 1), pas("StockReserve", kPaiement, 2),
                                    pas("PaiementRefuse", kPaiement, 3)};
  Lot droit, envers;
  for (const auto& m : etapes) appliquer(m, droit, a(9));
  std::reverse(etapes.begin(), etapes.end());
  for (const auto& m : etapes) appliquer(m, envers, a(9));
  attendre_pareil(droit, envers);
  EXPECT_EQ(droit.dossiers().at("cmd-1").maj_le, a(3));
}

TEST(Verdicts, OfOthersAreNotOurs) {
  EXPECT_THROW(relu({"", "PaiementRefuse", "cmd-1", "", "", kPaiement}, 1), Permanent);
}

TEST(Compteurs, CountEndsByEventAndByOutcome) {
  metrics::Registry registre;
  Compteurs compteurs(&registre);
  compteurs.compter(Etat::confirmee, Motif::aucun);
  compteurs.compter(Etat::annulee, Motif::annulation_client);
  for (int i = 0; i < 2; ++i) compteurs.compter(Etat::annulee, Motif::paiement_refuse);
  const auto text = registre.text();
  EXPECT_NE(text.find("commande_etat_total{etat=\"PaiementRefuse\"} 2"), std::string::npos);
  EXPECT_NE(text.find("commande_etat_total{etat=\"StockIndisponible\"} 0"), std::string::npos);
  EXPECT_NE(text.find("saga_commande_succes_total 1"), std::string::npos);
  EXPECT_NE(text.find("saga_commande_echec_total 3"), std::string::npos);
  EXPECT_NE(text.find("comptoir_commandes_terminees_total{etat=\"annulee\",motif=\"paiement_refuse\"} 2"),
            std::string::npos);
}

}  // namespace
}  // namespace comptoir::ventes
