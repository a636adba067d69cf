#include "services/event-store/app/attente.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace comptoir::event_store {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

struct Compteur {
  int appels = 0;
  Attente::Rappel rappel() {
    return [this] { ++appels; };
  }
};

Attente::Moment tard() { return steady_clock::now() + 1h; }

TEST(Attente, CeQuiArriveApresLaPlaceEstVu) {
  Attente attente;
  Compteur vu;
  const auto place = attente.prendre("cmd-1");
  attente.notify({"cmd-1", "cmd-2"});
  attente.rappeler(place, tard(), vu.rappel());
  EXPECT_EQ(vu.appels, 1);
  attente.notify({"cmd-2"});
  attente.rappeler(place, tard(), vu.rappel());
  EXPECT_EQ(vu.appels, 1);
  attente.notify({"cmd-1"});
  EXPECT_EQ(vu.appels, 2);
  attente.notify({"cmd-1"});
  EXPECT_EQ(vu.appels, 2) << "called back once";
}

// As a read does that is not asked again: its place goes with the call back.
TEST(Attente, UnRappelPeutTenirLaDerniereCopieDeSaPlace) {
  Attente attente;
  std::promise<void> appele;
  auto place = attente.prendre("cmd-1");
  attente.rappeler(place, steady_clock::now(), [place, &appele] { appele.set_value(); });
  place.reset();
  appele.get_future().wait();
  while (attente.attendue()) std::this_thread::yield();
}

TEST(Attente, TousCeuxQuiAttendentLeMemeSontRappeles) {
  Attente attente;
  Compteur vu;
  const auto un = attente.prendre("cmd-1"), deux = attente.prendre("cmd-1"), autre = attente.prendre("cmd-2");
  for (const auto& place : {un, deux, autre}) attente.rappeler(place, tard(), vu.rappel());
  attente.notify({"cmd-1"});
  EXPECT_EQ(vu.appels, 2);
}

TEST(Attente, LEcheanceRappelle) {
  Attente attente;
  std::promise<void> loin, proche;
  const auto un = attente.prendre("cmd-1"), deux = attente.prendre("cmd-1");
  attente.rappeler(un, steady_clock::now() + 50ms, [&] { loin.set_value(); });
  attente.rappeler(deux, steady_clock::now(), [&] { proche.set_value(); });
  proche.get_future().get();
  loin.get_future().get();
}

TEST(Attente, FermerRappelleEtNArrimePlus) {
  Attente attente;
  Compteur vu;
  const auto place = attente.prendre("cmd-1");
  attente.rappeler(place, tard(), vu.rappel());
  attente.close();
  EXPECT_EQ(vu.appels, 1);
  attente.rappeler(place, tard(), vu.rappel());
  EXPECT_EQ(vu.appels, 2);
  EXPECT_TRUE(attente.fermee());
}

TEST(Attente, LesPlacesSontComptees) {
  Attente attente({}, 2);
  auto un = attente.prendre("a"), deux = attente.prendre("a");
  EXPECT_EQ(attente.prendre("b"), nullptr);
  EXPECT_TRUE(attente.attendue());
  un.reset();
  EXPECT_NE(attente.prendre("b"), nullptr);
  deux.reset();
  EXPECT_FALSE(attente.attendue());
}

TEST(Attente, QuiPartNEstPlusRappele) {
  Attente attente;
  Compteur vu;
  auto place = attente.prendre("a");
  attente.rappeler(place, tard(), vu.rappel());
  place.reset();
  attente.notify({"a"});
  attente.close();
  EXPECT_EQ(vu.appels, 0);
}

}  // namespace
}  // namespace comptoir::event_store
