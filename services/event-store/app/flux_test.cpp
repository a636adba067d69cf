#include "services/event-store/app/flux.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "services/event-store/app/flux_journal_test.hpp"

namespace comptoir::event_store {
namespace {

using namespace std::chrono_literals;
using Etat = Anneau::Etat;
using Positions = std::vector<std::int64_t>;

std::shared_ptr<const Trame> trame(std::int64_t position) {
  return std::make_shared<const Trame>(evenement_n(position));
}

Positions positions(const Anneau::Lecture& lecture) {
  Positions out;
  for (const auto& t : lecture.trames) out.push_back(t->evenement.position);
  return out;
}

constexpr std::size_t kTout = 1024 * 1024;
constexpr std::int64_t kAnneau = 20;  // events

TEST(EvenementFlux, UnMessageTientEnTroisLignes) {
  auto e = evenement_n(7);
  e.enveloppe = "{\"a\":\n1}";
  e.enregistre_le = *parse_rfc3339("2026-01-15T10:30:00.180456Z");
  EXPECT_EQ(message_sse(e),
            "id: 7\nevent: CommandeCreee\ndata: {\"position\":7,\"version\":1,\"enregistre_le\":"
            "\"2026-01-15T10:30:00.180Z\",\"hash\":\"" +
                std::string(64, '0') + "\",\"origine\":\"" + (e.stream.empty() ? "poste" : "service") +
                "\",\"evenement\":{\"a\": 1}}\n\n");
}

TEST(EvenementFlux, UneLigneGardeLesOctets) {
  auto e = evenement_n(7);
  e.enveloppe = R"({ "b" : 15.0,"a":"é" })";
  e.enregistre_le = *parse_rfc3339("2026-01-15T10:30:00.180456Z");
  std::string depose, recu;
  ajouter_ligne(depose, e);
  EXPECT_EQ(depose,
            R"({"position":7,"version":1,"enregistre_le":"2026-01-15T10:30:00.180456Z","empreinte":"","hash":")" +
                std::string(64, '0') +
                R"(","evenement":{ "b" : 15.0,"a":"é" }})"
                "\n");
  e.stream = "commande.evenements", e.seq = 3;
  ajouter_ligne(recu, e);
  EXPECT_THAT(recu, testing::HasSubstr(R"("stream":"commande.evenements","seq":3,"hash":")"));
}

TEST(Filtre, ChaqueListeDoitConvenir) {
  const auto e = evenement_n(1);
  EXPECT_TRUE(accepte({}, e));
  EXPECT_TRUE(accepte({.event_types = {"StockRecu", "CommandeCreee"}, .sources = {"panier-service"}}, e));
  EXPECT_FALSE(accepte({.event_types = {"CommandeCreee"}, .sources = {"stock-service"}}, e));
  EXPECT_FALSE(accepte({.aggregate_ids = {"cmd-2"}}, e));
  EXPECT_FALSE(accepte({.correlation_ids = {"cmd-1"}}, e));
}

TEST(Anneau, NeSaitRienAvantQuOnLuiDise) {
  Anneau anneau(3, kTout);
  EXPECT_EQ(anneau.lire(0, {}, kTout).etat, Etat::retard);
  anneau.sauter(5);
  EXPECT_EQ(anneau.lire(5, {}, kTout).etat, Etat::a_jour);
  EXPECT_EQ(anneau.lire(4, {}, kTout).etat, Etat::retard);
}

TEST(Anneau, GardeLesDerniersSansTrouNiDouble) {
  Anneau anneau(3, kTout);
  for (const int n : {1, 2, 2, 3, 1, 4}) anneau.ajouter(trame(n));
  EXPECT_EQ(anneau.derniere(), 4);
  EXPECT_EQ(anneau.lire(0, {}, kTout).etat, Etat::retard);
  EXPECT_EQ(positions(anneau.lire(1, {}, kTout)), (Positions{2, 3, 4}));
  EXPECT_EQ(positions(anneau.lire(3, {}, kTout)), (Positions{4}));
  EXPECT_EQ(anneau.lire(9, {}, kTout).etat, Etat::a_jour);
}

TEST(Anneau, UnTrouLeVide) {
  Anneau anneau(10, kTout);
  for (const int n : {1, 2, 5}) anneau.ajouter(trame(n));
  EXPECT_EQ(anneau.lire(2, {}, kTout).etat, Etat::retard);
  EXPECT_EQ(positions(anneau.lire(4, {}, kTout)), (Positions{5}));
}

TEST(Anneau, LesOctetsAussiSontComptes) {
  const auto poids = trame(1)->texte.size();
  Anneau anneau(10, 2 * poids);
  for (const int n : {1, 2, 3}) anneau.ajouter(trame(n));
  EXPECT_EQ(positions(anneau.lire(1, {}, kTout)), (Positions{2, 3}));
  EXPECT_EQ(positions(anneau.lire(1, {}, 1)), (Positions{2})) << "one at least, however big";
}

TEST(Anneau, UnFiltreAvanceAussiParCeQuIlNeVeutPas) {
  Anneau anneau(10, kTout);
  for (const int n : {1, 2, 3}) anneau.ajouter(trame(n));
  const auto rien = anneau.lire(0, {.event_types = {"StockRecu"}}, kTout);
  EXPECT_EQ(rien.etat, Etat::servi);
  EXPECT_EQ(positions(rien), Positions{});
  EXPECT_EQ(rien.position, 3);
  EXPECT_EQ(positions(anneau.lire(0, {.aggregate_ids = {"cmd-2"}}, kTout)), (Positions{2}));
}

TEST(Places, EnToutEtParAdresse) {
  Places places(3, 2);
  auto a = places.prendre("a"), b = places.prendre("a");
  EXPECT_EQ(places.prendre("a").refus, Places::Refus::adresse);
  auto c = places.prendre("c");
  EXPECT_EQ(places.prendre("d").refus, Places::Refus::complet);
  a.place.reset();
  EXPECT_EQ(places.prendre("a").refus, Places::Refus::aucun);
}

// Flux without its thread: the test turns it, answers for the database and moves the clock.
class FluxTest : public testing::Test {
 protected:
  struct Client {
    std::shared_ptr<Lecteur> lecteur{};
    std::string recu{};
    int morceaux = 0;
    bool coupe = false;

    void demander() {
      lecteur->suivant([this](Morceau m) {
        recu += m.texte;
        coupe = m.suite == Morceau::Suite::coupe;
        ++morceaux;
      });
    }
    /// The positions of what it got, in the order it got them.
    Positions vues() const {
      Positions out;
      constexpr std::string_view kMarque = "data: {\"position\":";
      for (auto at = recu.find(kMarque); at != std::string::npos; at = recu.find(kMarque, at + 1))
        out.push_back(std::stoll(recu.substr(at + kMarque.size())));
      return out;
    }
  };

  Client ouvrir(std::optional<std::int64_t> apres, Filtre filtre = {}) {
    return {flux.lire("127.0.0.1", std::move(filtre), apres).qui};
  }
  /// Takes all there is to take, as a client that keeps up; at most so many pieces.
  void suivre(Client& client, int morceaux = 100) {
    for (int avant = -1; !client.coupe && avant != client.morceaux && client.morceaux < morceaux;) {
      avant = client.morceaux;
      if (client.morceaux == demandes) client.demander(), ++demandes;
      for (int n = 0; n < 2; ++n) {  // what the database says at the first turn is heard at the second
        journal.repondre();
        flux.tour();
      }
      journal.repondre();
    }
  }
  void ecrire(std::int64_t n, bool ici = true) {
    std::vector<EvenementFlux> nouveaux;
    for (; n > 0; --n) {
      journal.evenements.push_back(evenement_n(static_cast<std::int64_t>(journal.evenements.size()) + 1));
      nouveaux.push_back(journal.evenements.back());
    }
    if (ici) flux.publier(std::move(nouveaux));
  }
  static Positions de_a(std::int64_t de, std::int64_t a) {
    Positions out;
    for (; de <= a; ++de) out.push_back(de);
    return out;
  }

  JournalEnMemoire journal;
  Moment maintenant{};
  Flux flux{journal, [this] { return maintenant; }, Anneau(kAnneau, kTout)};
  int demandes = 0;
};

TEST_F(FluxTest, DuDebutPuisALaTete) {
  ecrire(8, false);
  auto client = ouvrir(0);
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(1, 8));
  const int lues = journal.lues;
  ecrire(5);
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(1, 13));
  EXPECT_EQ(journal.lues, lues) << "at the head the database is left alone";
}

TEST_F(FluxTest, DesMaintenantDitOuNousEnSommes) {
  ecrire(4, false);
  auto client = ouvrir(std::nullopt);
  suivre(client);
  EXPECT_EQ(client.recu, "retry: 2000\n\nid: 4\n\n");
  ecrire(2);
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(5, 6));
}

TEST_F(FluxTest, LeLecteurLentRevientALaBase) {
  ecrire(1);
  auto client = ouvrir(0);
  suivre(client);
  // It takes nothing meanwhile, and the ring goes on without it.
  ecrire(3 * kAnneau);
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(1, 3 * kAnneau + 1));
  EXPECT_GT(journal.lues, 0);
}

TEST_F(FluxTest, UnTrouDansLAnneauEstLuEnBase) {
  ecrire(3);
  auto client = ouvrir(0);
  suivre(client);
  ecrire(2, false);  // committed, but nobody told us
  ecrire(2);
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(1, 7));
}

TEST_F(FluxTest, SansEcrivainIciLaBaseEstSondee) {
  ecrire(2, false);
  auto client = ouvrir(0);
  suivre(client);
  ecrire(4, false);
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(1, 2)) << "not before its time";
  maintenant += kSondage;
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(1, 6));
}

TEST_F(FluxTest, UneInstanceQuiARestePourvueSauteALaTete) {
  ecrire(2);
  auto client = ouvrir(2);
  suivre(client);
  ecrire(3 * kAnneau, false);
  maintenant += kSondage;
  suivre(client);
  EXPECT_EQ(client.vues(), de_a(3, 3 * kAnneau + 2));
}

TEST_F(FluxTest, LeBattementFaitAvancerLIdDUnLecteurFiltre) {
  ecrire(1);
  auto client = ouvrir(1, {.event_types = {"StockRecu"}});
  suivre(client);
  ecrire(6);
  suivre(client);
  EXPECT_EQ(client.recu, "retry: 2000\n\n");
  maintenant += kBattement;
  suivre(client, 2);
  EXPECT_EQ(client.recu, "retry: 2000\n\nid: 7\n\n");
  suivre(client);
  maintenant += kBattement;
  suivre(client, 3);
  EXPECT_EQ(client.recu, "retry: 2000\n\nid: 7\n\n: battement\n\n");
}

TEST_F(FluxTest, SansBaseLeLecteurEstCoupe) {
  journal.panne = true;
  auto client = ouvrir(0);
  suivre(client);
  EXPECT_TRUE(client.coupe);
}

TEST_F(FluxTest, QuiEstPartiNAttendPlus) {
  ecrire(1);
  auto client = ouvrir(1);
  suivre(client);
  const std::weak_ptr<Lecteur> lecteur = client.lecteur;
  client.lecteur->quitter();
  client.lecteur.reset();
  EXPECT_TRUE(lecteur.expired());
}

TEST_F(FluxTest, LExportSArreteOuLeJournalEnEtait) {
  ecrire(7, false);
  std::string lignes;
  bool fini = false;
  const auto ouverture = flux.exporter("a", {}, 1, std::nullopt);
  for (int n = 0; n < 10 && !fini; ++n) {
    ouverture.qui->suivant([&](Morceau m) { lignes += m.texte, fini = m.suite == Morceau::Suite::fin; });
    journal.repondre();
    ecrire(1, false);
  }
  EXPECT_TRUE(fini);
  EXPECT_EQ(std::ranges::count(lignes, '\n'), 6);
  EXPECT_TRUE(lignes.starts_with("{\"position\":2,"));
}

TEST_F(FluxTest, LExportALaPageSuivanteDAvanceEtUneSeule) {
  ecrire(9, false);
  const auto ouverture = flux.exporter("a", {}, 0, std::nullopt);
  std::string premier, deuxieme;
  ouverture.qui->suivant([&](Morceau m) { premier = std::move(m.texte); });
  journal.repondre();
  EXPECT_EQ(journal.lues, 2);
  ouverture.qui->suivant([&](Morceau m) { deuxieme = std::move(m.texte); });
  EXPECT_EQ(std::ranges::count(premier, '\n'), 3);
  EXPECT_TRUE(deuxieme.starts_with("{\"position\":4,"));  // without an answer of the log: it was there
  journal.repondre();
  EXPECT_EQ(journal.lues, 3);
}

TEST_F(FluxTest, LExportDUnFiltreQuiNeRetientRienFinit) {
  ecrire(7, false);
  const auto ouverture = flux.exporter("a", {.sources = {"personne"}}, 0, 5);
  Morceau dernier;
  ouverture.qui->suivant([&](Morceau m) { dernier = std::move(m); });
  journal.repondre();
  EXPECT_EQ(dernier.texte, "");
  EXPECT_EQ(dernier.suite, Morceau::Suite::fin);
}

TEST(FluxFil, ReveilleQuiAttend) {
  JournalEnMemoire journal;
  Flux flux(journal);
  flux.publier({evenement_n(1)});
  flux.demarrer();
  const auto lecteur = flux.lire("a", {}, 1).qui;
  lecteur->suivant([](Morceau) {});
  std::promise<std::string> recu;
  lecteur->suivant([&](Morceau m) { recu.set_value(m.texte); });
  flux.publier({evenement_n(2)});
  EXPECT_EQ(recu.get_future().get(), message_sse(evenement_n(2)));
  flux.arreter();
}

}  // namespace
}  // namespace comptoir::event_store
