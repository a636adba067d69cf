#include "libs/service/sentences.hpp"

#include <gtest/gtest.h>

namespace comptoir::service {
namespace {

std::string said(std::string type, std::string data = "{}") {
  return sentence({"stock.evenements", std::move(type), "cmd-1234", "client:42", "cmd-1234", std::move(data)});
}

TEST(Sentences, AreTheSpecifications) {
  EXPECT_EQ(said("StockReserve"), "Stock réservé pour commande cmd-1234");
  EXPECT_EQ(said("PaiementRefuse", R"({"client_id":42,"total":15.0})"),
            "Paiement refusé pour client 42, montant : 15.0");
  EXPECT_EQ(said("StockLibere", R"({"motif":"paiement_refuse"})"),
            "Stock libéré pour commande cmd-1234 suite à échec de paiement");
}

TEST(Sentences, OfOtherTypesNameTheTypeAndNothingOfTheData) {
  EXPECT_EQ(said("ClientCree", R"({"nom":"Ada"})"), "Événement publié : ClientCree");
}

}  // namespace
}  // namespace comptoir::service
