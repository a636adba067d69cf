#include "services/client/domain/compte.hpp"

#include <gtest/gtest.h>

namespace comptoir::client {
namespace {

const Client kAnna{4, "A-4", "Anna", 1000, 2};

Refus refusal(const Client& client, const Mouvement& m) { return std::get<Refus>(passer(client, m)); }

TEST(Compte, a_movement_changes_the_balance_and_writes_the_next_line) {
  const Mouvement debit{TypeEcriture::debit, -300, "", "frais"};
  const auto p = std::get<Passage>(passer(kAnna, debit));
  EXPECT_EQ(p.client, (Client{4, "A-4", "Anna", 700, 3}));
  EXPECT_EQ(p.ecriture, (Ecriture{4, 3, debit, 700}));
}

TEST(Compte, the_whole_balance_may_go_but_not_a_cent_more) {
  EXPECT_EQ(std::get<Passage>(passer(kAnna, {TypeEcriture::debit, -1000, "", ""})).client.solde, 0);
  EXPECT_EQ(refusal(kAnna, {TypeEcriture::debit, -1001, "", ""}), Refus::solde_insuffisant);
}

TEST(Compte, a_balance_has_a_ceiling) {
  const Client riche{5, std::nullopt, "Riche", kMaxSum - 1, 1};
  EXPECT_EQ(std::get<Passage>(passer(riche, {TypeEcriture::credit, 1, "", ""})).client.solde, kMaxSum);
  EXPECT_EQ(refusal(riche, {TypeEcriture::credit, 2, "", ""}), Refus::solde_maximal);
}

TEST(Compte, a_refund_is_never_refused) {
  const Client plein{5, std::nullopt, "Riche", kMaxSum, 1};
  EXPECT_TRUE(std::holds_alternative<Passage>(passer(plein, {TypeEcriture::remboursement, 500, "cmd-1", "m"})));
}

}  // namespace
}  // namespace comptoir::client
