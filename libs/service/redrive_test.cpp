#include "libs/service/redrive.hpp"

#include <gtest/gtest.h>

namespace comptoir::service {
namespace {

using namespace std::chrono_literals;

TEST(Pace, WithoutARateNothingWaits) {
  Pace pace({});
  const Pace::Time now{};
  EXPECT_EQ(pace.allowed(now, 512), 512u);
  pace.took(now, 512);
  EXPECT_EQ(pace.wait(now), 0ms);
}

TEST(Pace, GoesInStepsAndNeverFaster) {
  Pace pace(200);
  Pace::Time now = Pace::Time{} + 1h;
  std::size_t sent = 0;
  for (const auto end = now + 2s; now < end; now += 7ms) {
    const auto n = pace.allowed(now, 512);
    EXPECT_LE(n, 20u);
    if (n > 0) pace.took(now, n);
    sent += n;
  }
  EXPECT_LE(sent, 400u);
  EXPECT_GE(sent, 360u);
}

TEST(Pace, OneLetterPerSecondIsPossible) {
  Pace pace(1);
  const Pace::Time now = Pace::Time{} + 1h;
  EXPECT_EQ(pace.allowed(now, 512), 1u);
  pace.took(now, 1);
  EXPECT_EQ(pace.allowed(now + 999ms, 512), 0u);
  EXPECT_EQ(pace.wait(now + 400ms), 600ms);
  EXPECT_EQ(pace.allowed(now + 1s, 512), 1u);
}

std::vector<Delivery> letters(std::size_t n) {
  std::vector<Delivery> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i].letter = static_cast<std::int64_t>(i + 1);
  return out;
}

TEST(Redrive, HalvesUntilTheCulpritStandsAlone) {
  Redrive redrive(1, {}, {}, 512);
  std::size_t size = 512, steps = 0;
  for (; !redrive.refused(letters(size)); ++steps) size = std::max<std::size_t>(1, size / 2);
  EXPECT_EQ(size, 1u);
  EXPECT_EQ(steps, 9u);
}

TEST(Causes, AreToldFromTheOutermostToTheFirst) {
  try {
    try {
      throw postgres::SqlError("violates check", "23514", "");
    } catch (...) {
      std::throw_with_nested(std::runtime_error("stock inapplicable"));
    }
  } catch (const std::exception& e) {
    EXPECT_EQ(causes_of(e), (std::vector<std::string>{"stock inapplicable", "violates check", "SQLSTATE 23514"}));
  }
}

TEST(ReadEvent, WhatIsNoEventIsPoisonWithItsBytes) {
  const auto d =
      read_event("commande.evenements", 7, parse("pas du JSON"), [](const bus::Envelope&) { return std::any(1); });
  EXPECT_NE(d.poison, "");
  EXPECT_EQ(d.causes.front(), d.poison);
  EXPECT_EQ(d.input.origin->raw, "pas du JSON");
  EXPECT_EQ(d.input.origin->seq, 7);
}

}  // namespace
}  // namespace comptoir::service
