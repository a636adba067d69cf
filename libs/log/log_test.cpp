#include "libs/log/log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "libs/log/outlet.hpp"

namespace comptoir::log {
namespace {

std::string printed(auto&& work) {
  testing::internal::CaptureStdout();
  work();
  return testing::internal::GetCapturedStdout();
}

TEST(Log, WritesOneJsonObjectPerLine) {
  EXPECT_EQ(
      json_line("2025-08-01T15:42:17.123Z", "warn", "stock", "lot \"rejeté\"\n", {{"lot", 3}, {"cause", "réseau"}}),
      R"({"time":"2025-08-01T15:42:17.123Z","level":"warn","message":"lot \"rejeté\"\n","service":"stock","lot":3,"cause":"réseau"})");
}

TEST(Log, ALineHoldsNothingThatATerminalObeys) {
  const std::string evil = "\x1b[2J\r\n\x7f\xc2\x9b\xe2\x80\xae\xe9";
  EXPECT_EQ(json_line("t", "info", "", evil, {{"cle", evil}}),
            R"({"time":"t","level":"info","message":"\u001b[2J\r\n\u007f\u009b\u202e\ufffd",)"
            R"("cle":"\u001b[2J\r\n\u007f\u009b\u202e\ufffd"})");
  init(Format::lisible, "info");
  const auto line = printed([&] { info(evil, {{"cle", evil}}); });
  EXPECT_NE(line.find(R"(\u001b[2J\u000d\u000a\u007f\u009b\u202e\ufffd  cle=\u001b[2J\u000d\u000a\u007f\u009b)"),
            line.npos)
      << line;
}

TEST(Log, LeavesOutAFieldWithoutText) {
  EXPECT_EQ(json_line("t", "info", "", "oui", {{"trace", ""}, {"cle", "client:7"}, {"lot", 0}}),
            R"({"time":"t","level":"info","message":"oui","cle":"client:7","lot":0})");
}

TEST(Log, KeepsSilentBelowItsLevel) {
  init(Format::json, "warn");
  EXPECT_EQ(printed([] { info("non"); }), "");
  set_level("debug");
  EXPECT_NE(printed([] { debug("oui"); }).find(R"("message":"oui"})"), std::string::npos);
}

TEST(Log, ReadsWellOnATerminal) {
  init(Format::lisible, "info", "panier");
  const auto line = printed([] { error("port pris {}", {{"port", 8090}, {"cause", std::string("bind")}}); });
  EXPECT_NE(line.find("port pris {}  service=panier  port=8090  cause=bind\n"), std::string::npos) << line;
}

TEST(Log, TakesLinesFromManyThreads) {
  init(Format::json, "info");
  const auto text = printed([] {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([] {
        for (int i = 0; i < 100; ++i) info("x", {{"i", i}});
      });
    for (auto& t : threads) t.join();
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 400);
}

/// A pipe of which nobody reads stands in for stdout.
class FullPipe {
 public:
  FullPipe() : stdout_(dup(STDOUT_FILENO)) {
    EXPECT_EQ(pipe(ends_), 0);
    dup2(ends_[1], STDOUT_FILENO);
    close(ends_[1]);
  }
  ~FullPipe() {
    dup2(stdout_, STDOUT_FILENO);
    close(stdout_);
    close(ends_[0]);
  }
  /// Up to and with a line that holds `last`.
  std::string read_until(std::string_view last) const {
    std::string text;
    char buffer[65536];
    while (text.find(last) == text.npos || !text.ends_with('\n'))
      text.append(buffer, static_cast<std::size_t>(read(ends_[0], buffer, sizeof buffer)));
    return text;
  }

 private:
  int stdout_, ends_[2];
};

TEST(Log, WaitsForNoReaderAndCountsWhatItLoses) {
  init(Format::json, "info");
  const FullPipe pipe;
  const std::string long_text(1000, 'x');
  for (int i = 0; i < 5000; ++i) info(long_text, {{"i", i}});
  info(long_text + "fin");        // lost as well
  pipe.read_until("\"i\":900}");  // by now half of what waited is gone
  info("suite");
  const auto text = pipe.read_until("\"suite\"");
  EXPECT_NE(text.find("lignes du journal perdues"), text.npos);
  EXPECT_EQ(text.find("xfin"), text.npos);
}

}  // namespace
}  // namespace comptoir::log
