#include "libs/service/delivery.hpp"

#include <gmock/gmock.h>

namespace comptoir::service {
namespace {

TEST(Delivery, AnEventOfANewerProgramIsPoisonUnderItsOwnKey) {
  const std::string raw =
      R"({"event_id":"e-1","event_type":"CommandeCreee","aggregate_id":"cmd-1","timestamp":"2026-01-01T00:00:00.000Z",)"
      R"("source":"panier-service","schema_version":999,"correlation_id":"cmd-1","cle":"client:7","data":{}})";
  const auto d = read_event("commande.evenements", 3, parse(raw), [](const bus::Envelope&) -> std::any {
    ADD_FAILURE() << "a room was given what it cannot understand";
    return {};
  });
  EXPECT_NE(d.poison, "");
  EXPECT_THAT(d.causes, testing::Contains("schema_version: version plus récente que ce programme"));
  EXPECT_EQ(d.input.origin->cle, "client:7");
  EXPECT_EQ(d.input.origin->event_id, "e-1");
  EXPECT_EQ(d.input.origin->raw, raw);
}

}  // namespace
}  // namespace comptoir::service
