#include "services/event-store/api/routes.hpp"

#include <gtest/gtest.h>

#include <string>

#include "services/event-store/app/attente.hpp"
#include "services/event-store/domain/identifiant.hpp"

namespace comptoir::event_store {
namespace {

TEST(Identifiant, EstCeQueToutCheminPorte) {
  for (std::string_view id : {"cmd-0190f3c2", "a", "0", "panier-service", "A.b_c:d~e-f"})
    EXPECT_TRUE(est_identifiant(id)) << id;
  for (std::string_view id : {"", ".", "..", "-a", "~a", "a/b", "a b", "é", "a%2f", "a?b", "a\n"})
    EXPECT_FALSE(est_identifiant(id)) << id;
  EXPECT_TRUE(est_identifiant(std::string(kMaxIdentifiant, 'a')));
  EXPECT_FALSE(est_identifiant(std::string(kMaxIdentifiant + 1, 'a')));
}

/// Keeps the patterns of the room's routes.
struct Chemins final : service::Routes {
  std::vector<std::string> tous;
  void command(std::string, std::string p, Read, Key) override { tous.push_back(std::move(p)); }
  void query(std::string p, Query) override { tous.push_back(std::move(p)); }
  void stream(std::string p, Open) override { tous.push_back(std::move(p)); }
  void raw(std::string, std::string p, http::Handler) override { tous.push_back(std::move(p)); }
};

// A static segment wins over {event_id}: an event that bears its name could never be read.
TEST(Identifiant, LesMotsDeRouteSontTousCeuxDesRoutes) {
  Chemins chemins;
  alignas(Attente) std::byte attente[sizeof(Attente)];  // never asked: the routes are only listed
  alignas(Flux) std::byte flux[sizeof(Flux)];
  add_routes(chemins, reinterpret_cast<Attente&>(attente), reinterpret_cast<Flux&>(flux));
  constexpr std::string_view kAvant = "/events/";
  for (const auto& chemin : chemins.tous) {
    if (!chemin.starts_with(kAvant) || chemin == kAvant || chemin[kAvant.size()] == '{') continue;
    const auto mot = chemin.substr(kAvant.size(), chemin.find('/', kAvant.size()) - kAvant.size());
    EXPECT_TRUE(est_mot_de_route(mot)) << chemin;
  }
  EXPECT_GT(chemins.tous.size(), 5u);
}

}  // namespace
}  // namespace comptoir::event_store
