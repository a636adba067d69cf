#include "apps/comptoir/infra/log_rotation.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "apps/comptoir/infra/files.hpp"

namespace comptoir::infra {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLimit = 1000;
constexpr std::int64_t kKept = 2;

class Rotation : public testing::Test {
 protected:
  Rotation() { fs::create_directories(folder_); }
  ~Rotation() override { fs::remove_all(folder_); }

  void line(int fd, int n) const {
    const auto text = "ligne " + std::to_string(n) + std::string(90, '.') + "\n";
    ASSERT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  std::string all(const std::string& name) const {
    std::string text;
    for (const char* end : {".2", ".1", ""}) text += read_text(folder_ / (name + end)).value_or("");
    return text;
  }

  const fs::path folder_ = fs::temp_directory_path() / ("comptoir-rotation-" + std::to_string(getpid()));
  const LogRotation rotation_{folder_, kLimit, kKept};
};

TEST_F(Rotation, AChildsFileStaysWithinBoundsAndKeepsTheNewestLines) {
  const int fd = open_log(folder_ / "enfant.log");
  for (int n = 0; n < 200; ++n) {
    line(fd, n);
    rotation_.tend();
  }
  close(fd);
  const auto text = all("enfant.log");
  EXPECT_LE(text.size(), (kKept + 1) * (kLimit + 200));
  for (int n = 185; n < 200; ++n) EXPECT_NE(text.find("ligne " + std::to_string(n) + "."), text.npos) << n;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), kKept + 1);
}

TEST_F(Rotation, OurOwnOutputMovesToANewFile) {
  const int before = dup(STDOUT_FILENO), fd = open_log(folder_ / "comptoir.log");
  dup2(fd, STDOUT_FILENO);
  close(fd);
  for (int n = 0; n < 25; ++n) {
    line(STDOUT_FILENO, n);
    rotation_.tend();
  }
  dup2(before, STDOUT_FILENO);
  close(before);
  const auto text = all("comptoir.log");
  for (int n = 4; n < 25; ++n) EXPECT_NE(text.find("ligne " + std::to_string(n) + "."), text.npos) << n;
  EXPECT_LE(fs::file_size(folder_ / "comptoir.log"), kLimit + 200);
}

TEST_F(Rotation, WhatIsSmallOrNoLogIsLeft) {
  for (const char* name : {"petit.log", "autre.txt"}) close(open_log(folder_ / name));
  fs::resize_file(folder_ / "autre.txt", 10 * kLimit);
  rotation_.tend();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2);
}

}  // namespace
}  // namespace comptoir::infra
