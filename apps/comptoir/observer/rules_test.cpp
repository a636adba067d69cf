#include "apps/comptoir/observer/rules.hpp"

#include <gtest/gtest.h>

namespace comptoir::observer {
namespace {

using namespace std::chrono_literals;

TEST(Rules, KeepTheirOwnTimeUnlessToldToHurry) {
  EXPECT_EQ(accelerate("rate(x[5m]) > 0\nfor: 1m\n", 1, 1s), "rate(x[5m]) > 0\nfor: 1m\n");
}

TEST(Rules, AreDividedInWindowsAndWaits) {
  EXPECT_EQ(accelerate("rate(x[1h]) > 0\nfor: 2m\nfor: 0s\n", 60, 1s), "rate(x[60000ms]) > 0\nfor: 2000ms\nfor: 0ms\n");
}

TEST(Rules, KeepEnoughSamplesInAWindow) { EXPECT_EQ(accelerate("x[1m]", 60, 500ms), "x[2000ms]"); }

TEST(Rules, OfDeployAreBuiltIn) {
  EXPECT_NE(embedded("alertes.yml").find("alert: CommandesEnRetard"), std::string_view::npos);
  EXPECT_NE(embedded("regles.yml").find("comptoir:retard_evenements"), std::string_view::npos);
  EXPECT_THROW(embedded("autre.yml"), std::logic_error);
}

TEST(Configuration, NamesEachProcess) {
  const auto text = configuration({{"stock", "127.0.0.1:8021"}}, 5s);
  EXPECT_NE(text.find("scrape_interval: 5000ms"), std::string::npos);
  EXPECT_NE(text.find("{targets: ['127.0.0.1:8021'], labels: {processus: stock}}"), std::string::npos);
}

}  // namespace
}  // namespace comptoir::observer
