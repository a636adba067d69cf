#include "libs/metrics/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace comptoir::metrics {
namespace {

using testing::HasSubstr;

TEST(Registry, GivesTheSameMetricForTheSameNameAndLabels) {
  Registry metrics;
  metrics.counter("commandes_total", "Commandes", {{"etat", "payee"}}).Increment();
  metrics.counter("commandes_total", "Commandes", {{"etat", "payee"}}).Increment();
  metrics.counter("commandes_total", "Commandes", {{"etat", "rejetee"}}).Increment();
  EXPECT_THAT(metrics.text(), HasSubstr("commandes_total{etat=\"payee\"} 2"));
  EXPECT_THAT(metrics.text(), HasSubstr("commandes_total{etat=\"rejetee\"} 1"));
}

TEST(Registry, WritesGaugesAndHistograms) {
  Registry metrics;
  metrics.gauge("connexions", "Connexions").Set(3);
  metrics.histogram("duree_secondes", "Durée", {}, {.1, 1}).Observe(.5);
  EXPECT_THAT(metrics.text(), HasSubstr("connexions 3"));
  EXPECT_THAT(metrics.text(), HasSubstr("duree_secondes_bucket{le=\"1\"} 1"));
}

TEST(Registry, RefusesANameOfAnotherKindEachTime) {
  Registry metrics;
  metrics.counter("ventes", "Ventes");
  EXPECT_THROW(metrics.gauge("ventes", "Ventes"), std::invalid_argument);
  EXPECT_THROW(metrics.gauge("ventes", "Ventes"), std::invalid_argument);
}

TEST(Registry, IsThreadSafe) {
  Registry metrics;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n)
        metrics.counter("tours_total", "Tours", {{"n", std::to_string(n % 7)}}).Increment();
    });
  threads.clear();
  EXPECT_EQ(metrics.counter("tours_total", "Tours", {{"n", "0"}}).Value(), 4 * 143);
}

}  // namespace
}  // namespace comptoir::metrics
