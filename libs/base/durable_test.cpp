#include "libs/base/durable.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "libs/base/error.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;

// What a power cut leaves is asked of a real disk by tests/chaos/test_coupure_de_courant.py.
class Durable : public testing::Test {
 protected:
  Durable() { fs::create_directory(folder_); }
  ~Durable() override { fs::remove_all(folder_); }
  static std::string read(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  const fs::path folder_ = "/tmp/comptoir-durable-test-" + std::to_string(getpid());
};

TEST_F(Durable, ReplacesTheWholeTextAndLeavesNothingBeside) {
  const auto file = folder_ / "a";
  write_durably(file, "un texte plus long");
  write_durably(file, "deux", 0600);
  EXPECT_EQ(read(file), "deux");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(Durable, GivesTheModeAskedFor) {
  write_durably(folder_ / "secret", "x", 0600);
  EXPECT_EQ(fs::status(folder_ / "secret").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Durable, SaysWhichFileCannotBeWrittenAndKeepsTheOld) {
  fs::create_directories(folder_ / "dossier" / "plein");
  EXPECT_THROW(write_durably(folder_ / "dossier", "x"), Retryable);
  EXPECT_THROW(write_durably(folder_ / "absent" / "a", "x"), Retryable);
  EXPECT_TRUE(fs::is_directory(folder_ / "dossier" / "plein"));
}

}  // namespace
}  // namespace comptoir
