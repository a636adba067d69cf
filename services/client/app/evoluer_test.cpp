#include "services/client/app/evoluer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/error.hpp"
#include "services/client/app/appliquer.hpp"

namespace comptoir::client {
namespace {

using namespace std::chrono_literals;

const Paiement kPaye{"cmd-1", 1, 2, 400, EtatPaiement::accepte};

TEST(Evoluer, facts_told_again_leave_what_deciding_them_left) {
  Lot decided, told;
  Instant now{};
  for (const Message& m : std::vector<Message>{
           CreerClient{"Anna", "A", 1000}, CreerClient{"Sans", std::nullopt, 0}, Crediter{1, 500, "geste"},
           StockReserve{"cmd-1", 1, 2, 400}, Debiter{1, 100, "frais"}, StockReserve{"cmd-2", 1, 2, 9000},
           StockReserve{"cmd-3", 9, 2, 1}, Oublier{2}, VenteRejetee{"cmd-1", 1, 2, 400, "magasin_ferme"}}) {
    now += 1s;
    const auto issue = appliquer(decided, m, now);
    ASSERT_TRUE(issue.fait);
    evoluer(told, *issue.fait, now);
  }
  EXPECT_EQ(told.clients_modifies(), decided.clients_modifies());
  EXPECT_EQ(told.ecritures(), decided.ecritures());
  EXPECT_EQ(told.paiements_modifies(), decided.paiements_modifies());
  EXPECT_EQ(told.oublies(), decided.oublies());
  EXPECT_EQ(told.ecritures().back().le, now);
}

TEST(Evoluer, a_forgotten_client_keeps_balance_and_ledger) {
  Lot lot;
  evoluer(lot, ClientCree{{1, "A", "Anna", 1000, 1}}, {});
  evoluer(lot, ClientOublie{1}, {});
  EXPECT_EQ(*lot.client(1), (Client{1, std::nullopt, std::nullopt, 1000, 1}));
  EXPECT_EQ(lot.ecritures().size(), 1u);
  EXPECT_EQ(lot.oublies(), std::set<std::int64_t>{1});
  EXPECT_THROW(evoluer(lot, ClientOublie{2}, {}), Permanent);
}

TEST(Evoluer, a_balance_that_does_not_come_to_what_is_said_is_refused) {
  Lot lot;
  evoluer(lot, ClientCree{{1, std::nullopt, "Anna", 1000, 1}}, {});
  EXPECT_THROW(evoluer(lot, PaiementAccepte{kPaye, 599}, {}), Permanent);
  EXPECT_THROW(evoluer(lot, ClientDebite{1, 1001, -1, "frais"}, {}), Permanent);
  EXPECT_THROW(evoluer(lot, ClientCredite{2, 1, 1, "inconnu"}, {}), Permanent);
  EXPECT_NO_THROW(evoluer(lot, PaiementAccepte{kPaye, 600}, {}));
}

}  // namespace
}  // namespace comptoir::client
