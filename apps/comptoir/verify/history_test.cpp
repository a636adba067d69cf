#include "apps/comptoir/verify/history.hpp"

#include <gtest/gtest.h>

namespace comptoir::verify {
namespace {

using Events = std::multiset<std::string>;

TEST(History, every_path_of_the_saga_is_legal) {
  const Events confirmed{"CommandeCreee", "StockReserve", "PaiementAccepte", "VenteConfirmee"};
  const Events refused{"CommandeCreee", "StockReserve", "PaiementRefuse", "StockLibere"};
  const Events expired{"CommandeCreee", "StockReserve", "PaiementAccepte",  "ReservationExpiree",
                       "VenteRejetee",  "StockLibere",  "PaiementRembourse"};
  const Events cancelled_early{"CommandeCreee", "AnnulationDemandee", "VenteRejetee"};
  for (const auto& events :
       {confirmed, refused, expired, cancelled_early, Events{"CommandeCreee", "StockIndisponible"}})
    EXPECT_EQ(breach_of_history(events), std::nullopt);
}

TEST(History, what_contradicts_itself_is_named) {
  EXPECT_EQ(breach_of_history({"CommandeCreee", "CommandeCreee"}), "CommandeCreee 2 fois");
  EXPECT_EQ(breach_of_history({"CommandeCreee", "PaiementAccepte"}), "PaiementAccepte sans StockReserve");
  EXPECT_EQ(breach_of_history({"CommandeCreee", "StockReserve", "StockLibere"}), "StockLibere sans cause");
  EXPECT_EQ(breach_of_history({"CommandeCreee", "StockIndisponible", "StockReserve"}),
            "StockIndisponible avec StockReserve");
  EXPECT_EQ(breach_of_history({"CommandeCreee", "Inconnu"}), "Inconnu n'est pas de la saga");
}

}  // namespace
}  // namespace comptoir::verify
