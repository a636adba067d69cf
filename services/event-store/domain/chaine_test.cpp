#include "services/event-store/domain/chaine.hpp"

#include <gtest/gtest.h>

namespace comptoir::event_store {
namespace {

Maillon premier() {
  Maillon m;
  m.position = 1, m.version = 1, m.seq = 7;
  m.enregistre_le = Instant{std::chrono::microseconds{1'700'000'000'000'001}};
  m.horodatage = Instant{std::chrono::microseconds{1'700'000'000'000'000}};
  m.event_id = "e-1", m.aggregate_id = "cmd-1", m.event_type = "CommandeCreee", m.source = "panier-service";
  m.correlation_id = "cmd-1", m.stream = "commande.evenements", m.enveloppe = "{}";
  return m;
}

// The figure was computed by PostgreSQL from the statement of migrations/journal_global.hpp: both must say the same.
TEST(Chaine, CommeEnSql) {
  EXPECT_EQ(hex(maillon_suivant(Digest{}, premier())),
            "3797533effd8d6cfefcc3760108c462882fe39e14f5aaa3358979da84fb77845");
}

TEST(Chaine, ChaqueChampCompte) {
  const auto temoin = maillon_suivant(Digest{}, premier());
  for (auto champ : {&Maillon::event_id, &Maillon::aggregate_id, &Maillon::event_type, &Maillon::source,
                     &Maillon::correlation_id, &Maillon::stream, &Maillon::empreinte, &Maillon::enveloppe}) {
    auto m = premier();
    m.*champ = "autre";
    EXPECT_NE(maillon_suivant(Digest{}, m), temoin);
  }
  for (auto champ : {&Maillon::position, &Maillon::version, &Maillon::seq}) {
    auto m = premier();
    ++(m.*champ);
    EXPECT_NE(maillon_suivant(Digest{}, m), temoin);
  }
  for (auto champ : {&Maillon::enregistre_le, &Maillon::horodatage}) {
    auto m = premier();
    m.*champ += std::chrono::microseconds{1};
    EXPECT_NE(maillon_suivant(Digest{}, m), temoin);
  }
  EXPECT_NE(maillon_suivant(temoin, premier()), temoin);
}

// What moves from one text to the next changes the hash: the lengths are part of it.
TEST(Chaine, LesTextesNeSeConfondentPas) {
  auto a = premier(), b = premier();
  a.event_id = "ab", a.aggregate_id = "c";
  b.event_id = "a", b.aggregate_id = "bc";
  EXPECT_NE(maillon_suivant(Digest{}, a), maillon_suivant(Digest{}, b));
}

}  // namespace
}  // namespace comptoir::event_store
