#include "libs/base/guarded_thread.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <system_error>
#include <vector>

namespace comptoir {
namespace {

std::mutex mutex;
std::vector<std::string> told;

class GuardedThreadTest : public testing::Test {
 protected:
  GuardedThreadTest() {
    told.clear();
    report_threads_to([](std::string_view thread, std::string_view reason) {
      const std::lock_guard lock(mutex);
      told.push_back(std::string(thread) + ": " + std::string(reason));
    });
  }
};

TEST_F(GuardedThreadTest, BeginsAgainWhateverWasThrown) {
  int turns = 0;
  GuardedThread thread("essai", [&] {
    switch (++turns) {
      case 1: throw std::runtime_error("premier");
      case 2: throw std::system_error(EMFILE, std::generic_category());
      case 3: throw 4;  // NOLINT: what no std::exception is
      default: return;
    }
  });
  thread.join();
  EXPECT_EQ(turns, 4);
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0], "essai: premier");
  EXPECT_EQ(told[2], "essai: exception inconnue");
}

TEST_F(GuardedThreadTest, EndsWhenItIsToldToAndFailsStill) {
  std::atomic<int> turns = 0;
  {
    GuardedThread thread("essai", [&](const std::stop_token&) {
      ++turns;
      throw std::runtime_error("toujours");
    });
    while (turns == 0) std::this_thread::yield();
  }
  EXPECT_GE(turns, 1);
}

TEST_F(GuardedThreadTest, SurvivesAReportThatThrows) {
  report_threads_to([](std::string_view, std::string_view) { throw std::bad_alloc(); });
  EXPECT_FALSE(guarded_call("essai", [] { throw std::runtime_error("x"); }));
  EXPECT_TRUE(guarded_call("essai", [] {}));
}

}  // namespace
}  // namespace comptoir
