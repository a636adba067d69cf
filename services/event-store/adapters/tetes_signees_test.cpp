#include "services/event-store/adapters/tetes_signees.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace comptoir::event_store {
namespace {

namespace fs = std::filesystem;

class TetesSignees : public testing::Test {
 protected:
  ~TetesSignees() override { fs::remove_all(dossier_); }
  void signer(std::int64_t position) {
    Notaire(dossier_).signer(position, sha256(std::to_string(position)), *parse_rfc3339("2025-08-01T15:42:17Z"));
  }
  std::vector<std::int64_t> authentiques() const {
    std::vector<std::int64_t> positions;
    lire_tetes(dossier_, [&](const TeteSignee& t) { positions.push_back(t.authentique ? t.position : -1); });
    return positions;
  }

  const fs::path dossier_ = "/tmp/comptoir-tetes-test-" + std::to_string(getpid());
};

TEST_F(TetesSignees, AreReadBackWithTheKeyMadeAtTheFirstStart) {
  signer(1);
  signer(2);
  EXPECT_EQ(authentiques(), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(fs::status(dossier_ / "cle.pem").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(TetesSignees, ALineCutInTheMiddleByAPowerCutIsNotTakenForAForgedOne) {
  signer(1);
  signer(2);
  fs::resize_file(dossier_ / "tetes.ndjson", fs::file_size(dossier_ / "tetes.ndjson") - 7);
  signer(3);
  EXPECT_EQ(authentiques(), (std::vector<std::int64_t>{1, 3}));
}

TEST_F(TetesSignees, AWholeLineThatWasChangedStaysForged) {
  signer(1);
  std::ofstream(dossier_ / "tetes.ndjson", std::ios::app) << "{}\n";
  signer(2);
  EXPECT_EQ(authentiques(), (std::vector<std::int64_t>{1, -1, 2}));
}

}  // namespace
}  // namespace comptoir::event_store
