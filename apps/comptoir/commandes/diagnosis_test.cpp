#include "apps/comptoir/commandes/diagnosis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comptoir::commandes {
namespace {

using testing::HasSubstr;

States shop(ServiceState stock) {
  return {{"panier", ServiceState{true, false, 0, {{"commande.evenements", 50}}, {}}}, {"stock", std::move(stock)}};
}

TEST(Diagnosis, ASilentServiceIsDown) {
  EXPECT_THAT(diagnose("stock", {}).reason, HasSubstr("ne répond pas"));
  EXPECT_THAT(diagnose("stock", {{"stock", std::nullopt}, {"panier", std::nullopt}}).reason,
              HasSubstr("ne répond pas"));
}

TEST(Diagnosis, WithoutAnOwnerNothingMoves) {
  EXPECT_THAT(diagnose("stock", shop({false, false, 0, {}, {}})).reason, HasSubstr("personne ne tient"));
  ServiceState forgetful;
  forgetful.refusal = "Faites `comptoir rebuild stock`.";
  EXPECT_THAT(diagnose("stock", shop(forgetful)).reason, HasSubstr("n'écrit pas : Faites `comptoir rebuild stock`."));
}

TEST(Diagnosis, BehindItIsSlowUnlessItsStreamHasAGap) {
  EXPECT_THAT(diagnose("stock", shop({true, false, 0, {}, {{"commande.evenements", 8}}})).reason,
              HasSubstr("42 événements de retard sur commande.evenements"));
  EXPECT_THAT(diagnose("stock", shop({true, true, 0, {}, {{"commande.evenements", 8}}})).reason,
              HasSubstr("le stream n'a pas"));
}

TEST(Diagnosis, WithEverythingReadItMayBeParked) {
  EXPECT_THAT(diagnose("stock", shop({true, false, 2, {}, {{"commande.evenements", 50}}})).reason,
              HasSubstr("2 lettres"));
  EXPECT_THAT(diagnose("stock", shop({true, false, 0, {}, {{"commande.evenements", 50}}})).reason,
              HasSubstr("a tout lu"));
}

}  // namespace
}  // namespace comptoir::commandes
