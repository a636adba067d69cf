#include "services/event-store/app/enregistrer.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "libs/json/fields.hpp"
#include "services/event-store/app/attente.hpp"
#include "services/event-store/app/faits.hpp"
#include "services/event-store/app/json_text.hpp"

namespace comptoir::event_store {
namespace {

using Issue = Publication::Issue;
using namespace std::chrono_literals;

EvenementRecu recu(std::string id, std::string aggregate) {
  return {std::move(id), "CommandeCreee", std::move(aggregate), "panier-service", "cmd-1", Instant{}};
}

EvenementPublie publie(std::string id, std::string empreinte, Attendu attendu = {}, std::string aggregate = "cmd-1") {
  return {std::move(id),        "CommandeCreee", std::move(aggregate), "essai", std::nullopt, std::nullopt, "{}",
          std::move(empreinte), attendu};
}

Publication publier(Lot& lot, std::vector<EvenementPublie> evenements) {
  RandomIds ids;
  return publier(lot, Publier{std::move(evenements), true}, Instant{}, ids);
}

TEST(Enregistrer, PositionsDensesVersionsParAgregat) {
  Lot lot;
  lot.position = 7;
  lot.services.versions["cmd-1"] = 3;
  recevoir(lot, recu("a", "cmd-1"), {"commande.evenements", 1, "{}"});
  recevoir(lot, recu("b", "cmd-2"), {"commande.evenements", 2, "{}"});
  recevoir(lot, recu("a", "cmd-1"), {"commande.evenements", 3, "{}"});
  recevoir(lot, recu("c", "cmd-1"), {"commande.evenements", 4, "{}"});
  ASSERT_EQ(lot.nouvelles.size(), 3u);
  EXPECT_EQ(lot.nouvelles[1].place.position, 9);
  EXPECT_EQ(lot.nouvelles[1].place.version, 1);
  EXPECT_EQ(lot.nouvelles[2].place.position, 10);
  EXPECT_EQ(lot.nouvelles[2].place.version, 5);
}

TEST(Versions, DonneCeQuiFutRetenuEtLeResteADemander) {
  Versions versions;
  std::vector<Rangee> nouvelles(3);
  nouvelles[0].aggregate_id = nouvelles[1].aggregate_id = "cmd-1", nouvelles[2].aggregate_id = "cmd-2";
  nouvelles[0].place.version = 4, nouvelles[1].place.version = 5, nouvelles[2].place.version = 1;
  nouvelles[0].stream = nouvelles[1].stream = nouvelles[2].stream = "commande.evenements";
  nouvelles.emplace_back().aggregate_id = "cmd-3";  // posted
  versions.retenir(nouvelles);
  Origine lot;
  EXPECT_EQ(versions.donner(lot, {"cmd-1", "cmd-2", "cmd-3"}), std::vector<std::string>{"cmd-3"});
  EXPECT_EQ(lot.versions.at("cmd-1"), 5);
  EXPECT_EQ(lot.versions.at("cmd-2"), 1);
  EXPECT_FALSE(lot.versions.contains("cmd-3"));
  versions.oublier();
  EXPECT_EQ(versions.donner(lot, {"cmd-1"}), std::vector<std::string>{"cmd-1"});
}

TEST(Enregistrer, LeMemeEvenementPublieDeuxFois) {
  Lot lot;
  EXPECT_EQ(publier(lot, {publie("x", "e1")}).issue, Issue::cree);
  const auto encore = publier(lot, {publie("x", "e1", {Attendu::Regle::aucune})});
  EXPECT_EQ(encore.issue, Issue::repete);
  EXPECT_EQ(encore.inscrits.at(0).place.position, 1);
  EXPECT_EQ(publier(lot, {publie("x", "e2")}).issue, Issue::contredit);
  EXPECT_EQ(lot.nouvelles.size(), 1u);
}

TEST(Enregistrer, UnEvenementPublieNePrendPasLaPlaceDUnService) {
  Lot lot;
  EXPECT_EQ(publier(lot, {publie("x", "e1"), publie("y", "e2")}).issue, Issue::cree);
  recevoir(lot, recu("x", "cmd-1"), {"commande.evenements", 1, "{}"});
  ASSERT_EQ(lot.nouvelles.size(), 3u);
  EXPECT_EQ(lot.nouvelles[2].seq, 1);
  EXPECT_EQ(lot.nouvelles[2].place.version, 1);
  EXPECT_EQ(publier(lot, {publie("x", "e1")}).issue, Issue::repete);
  EXPECT_EQ(lot.nouvelles.size(), 3u);
}

TEST(Enregistrer, LAgregatEtLIdentifiantDUnServiceSontRefuses) {
  Lot lot;
  recevoir(lot, recu("x", "cmd-1"), {"commande.evenements", 1, "{}"});
  const auto reserve = publier(lot, {publie("y", "e", {}, "cmd-2"), publie("z", "e")});
  EXPECT_EQ(reserve.issue, Issue::reserve);
  EXPECT_EQ(reserve.coupable, 1u);
  EXPECT_EQ(publier(lot, {publie("x", "e", {}, "cmd-2")}).issue, Issue::contredit);
  EXPECT_EQ(lot.nouvelles.size(), 1u);
}

TEST(Enregistrer, UneDemandeSeRepeteEntiereOuPasDuTout) {
  Lot lot;
  EXPECT_EQ(publier(lot, {publie("1", "a"), publie("3", "b"), publie("7", "c")}).issue, Issue::cree);
  const auto partie = publier(lot, {publie("2", "d"), publie("7", "c"), publie("14", "e")});
  EXPECT_EQ(partie.issue, Issue::contredit);
  EXPECT_EQ(partie.coupable, 0u);
  EXPECT_EQ(publier(lot, {publie("7", "c"), publie("1", "a")}).issue, Issue::repete);
  EXPECT_EQ(lot.nouvelles.size(), 3u);
}

TEST(Enregistrer, UneAttenteDecueNEcritRien) {
  using Regle = Attendu::Regle;
  Lot lot;
  lot.postes.versions["cmd-1"] = 3;
  const auto decue = publier(lot, {publie("a", "", {}, "cmd-2"), publie("b", "", {Regle::exactement, 2})});
  EXPECT_EQ(decue.issue, Issue::conflit);
  EXPECT_EQ(decue.coupable, 1u);
  EXPECT_EQ(decue.courante, 3);
  EXPECT_TRUE(lot.nouvelles.empty());
  EXPECT_EQ(publier(lot, {publie("b", "", {Regle::aucune})}).issue, Issue::conflit);
  EXPECT_EQ(publier(lot, {publie("b", "", {Regle::existe}, "cmd-3")}).issue, Issue::conflit);
  EXPECT_EQ(publier(lot, {publie("c", "", {Regle::exactement, 3}), publie("d", "", {Regle::exactement, 4}),
                          publie("e", "", {Regle::aucune}, "cmd-3"), publie("f", "", {Regle::existe}, "cmd-3")})
                .issue,
            Issue::cree);
  EXPECT_EQ(lot.postes.versions["cmd-1"], 5);
}

TEST(JsonText, MontantsCommeLaMaison) {
  EXPECT_EQ(json_text(json::parse(R"({"b":15.0,"a":[1,2.05,0.001,"é\n",null,true]})")),
            R"({"b":15.0,"a":[1,2.05,0.001,"é\n",null,true]})");
}

TEST(Faits, CeQuiNEstPasAuContratNeDitRien) {
  const auto fait = fait_commande("StockLibere", json::parse(R"({"client_id":"x","total":15,"produits":[
      {"produit_id":1,"quantite":2},{"produit_id":5,"quantite":1,"sous_total":5.0},3]})"));
  EXPECT_FALSE(fait.client_id);
  EXPECT_EQ(fait.total, 1500);
  EXPECT_EQ(fait.produits, (std::vector<Produit>{{5, 1, 500}}));
}

}  // namespace
}  // namespace comptoir::event_store
