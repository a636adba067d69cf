#include "services/stock/app/evoluer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/error.hpp"
#include "services/stock/app/appliquer.hpp"

namespace comptoir::stock {
namespace {

using namespace std::chrono_literals;

const Contexte kMaintenant{Instant{1'000'000us}, 60'000ms};
const Contexte kPlusTard{Instant{100'000'000us}, 60'000ms};
const Cle kCle{1, 5};

Message commande(const char* id, std::int64_t quantite) {
  return CommandeCreee{{id, 7, 1, 300}, {{5, quantite, 100, 100 * quantite}, {5, 1, 100, 100}}};
}
Message fin(const char* id, Fin f) { return CommandeFinie{{id, 7, 1, 300}, f, "motif"}; }

Lot avec_du_stock() {
  Lot lot;
  lot.charger_magasin(1);
  lot.charger_produit(5);
  return lot;
}

TEST(Evoluer, FactsToldAgainLeaveWhatDecidingThemLeft) {
  Lot decide = avec_du_stock();
  std::vector<Fait> faits;
  const auto faire = [&](const Message& m, const Contexte& c) {
    for (auto& f : appliquer(m, decide, c).faits) faits.push_back(std::move(f));
  };
  faire(Recevoir{1, {{5, 20}}}, kMaintenant);
  faire(Ajuster{1, 5, -3, "casse"}, kMaintenant);
  for (const char* id : {"libre", "vendue", "active"}) faire(commande(id, 2), kMaintenant);
  faire(commande("refusee", 90), kMaintenant);
  faire(fin("libre", Fin::paiement_refuse), kMaintenant);
  faire(Expirer{"active", 1}, kPlusTard);
  ASSERT_EQ(faits.size(), 8u);

  Lot redit;
  for (const auto& f : faits) evoluer(redit, f);
  EXPECT_EQ(redit.article(kCle), decide.article(kCle));
  ASSERT_EQ(redit.dossiers().size(), decide.dossiers().size());
  for (const auto& [id, d] : decide.dossiers()) EXPECT_EQ(*redit.reservation(id), d.reservation) << id;
}

// A rebuild does the silent ones last: what is available, all that was ever decided upon, is the same before and after.
TEST(Evoluer, AnIssueMayComeLater) {
  Lot lot = avec_du_stock();
  appliquer(Recevoir{1, {{5, 4}}}, lot, kMaintenant);
  appliquer(commande("vendue", 2), lot, kMaintenant);
  const auto disponible = lot.article(kCle).disponible();
  appliquer(fin("vendue", Fin::vente_confirmee), lot, kMaintenant);
  EXPECT_EQ(lot.article(kCle).disponible(), disponible);
}

TEST(Evoluer, WhatCameBackToNothingIsStillWritten) {
  Lot lot;
  evoluer(lot, StockAjuste{kCle, 3, "erreur", 3});
  evoluer(lot, StockAjuste{kCle, -3, "erreur", 0});
  EXPECT_TRUE(lot.articles().at(kCle).change);
  EXPECT_EQ(lot.article(kCle), Article{});
}

TEST(Evoluer, AContradictionIsNotTheLogOfThisService) {
  Lot lot;
  EXPECT_THROW(evoluer(lot, StockLibere{{"cmd-1", 7, 1, 300}, "motif", {}}), Permanent);
  EXPECT_THROW(evoluer(lot, StockAjuste{kCle, -3, "casse", 0}), Permanent);
}

}  // namespace
}  // namespace comptoir::stock
