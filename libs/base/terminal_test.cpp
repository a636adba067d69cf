#include "libs/base/terminal.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "libs/base/utf8.hpp"

namespace comptoir {
namespace {

struct Case {
  std::string text, visible;
};

TEST(Terminal, shows_what_a_terminal_would_obey) {
  const Case cases[] = {
      {"", ""},
      {"Thé à la menthe, 5 € 🫖", "Thé à la menthe, 5 € 🫖"},
      {"\x1b[31m", "\\u001b[31m"},
      {"\a\b\v\f", "\\u0007\\u0008\\u000b\\u000c"},
      {std::string("a\0b", 3), "a\\u0000b"},
      {"a\r\nb\tc", "a\\u000d\nb\tc"},
      {"\x7f", "\\u007f"},
      {"\xc2\x9b"
       "2J",
       "\\u009b2J"},
      {"\xc2\x85", "\\u0085"},
      {"\xc2\xa0", "\xc2\xa0"},
      {"\xe2\x80\xae"
       "cod.exe",
       "\\u202ecod.exe"},
      {"\xe2\x81\xa6 \xe2\x81\xa9", "\\u2066 \\u2069"},
      {"\xe2\x80\x8f\xe2\x80\xa8\xd8\x9c", "\\u200f\\u2028\\u061c"},
      {"caf\xe9!", "caf\\ufffd!"},
      {"\xc0\x9b\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd"},
      {"\xe2\x82", "\\ufffd\\ufffd"},
  };
  for (const auto& c : cases) EXPECT_EQ(terminal_text(c.text), c.visible);
}

TEST(Terminal, a_value_stays_within_its_line) { EXPECT_EQ(one_line("a\r\nb\tc"), "a\\u000d\\u000ab\\u0009c"); }

TEST(Terminal, any_bytes_become_text_without_controls) {
  std::string all;
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) all += {static_cast<char>(first), static_cast<char>(second)};
  const auto line = one_line(all);
  EXPECT_TRUE(is_utf8(line));
  for (const char c : line) ASSERT_FALSE((c >= 0 && c < 0x20) || c == 0x7f);
  EXPECT_EQ(line.find("\xc2\x80"), line.npos);
}

TEST(Terminal, a_stream_is_watched_but_for_our_own_style) {
  std::ostringstream out;
  {
    TerminalBuffer watched(out);
    out << "\x1b[1m" << 'x' << "\xc3";
    out << "\xa9";
    print_styled(out, "\x1b[0m");
    out << "\xe2\x80";
  }
  EXPECT_EQ(out.str(), "\\u001b[1mxé\x1b[0m\\ufffd\\ufffd");
  out << '\a';
  EXPECT_EQ(out.str().back(), '\a') << "the stream is as it was";
}

}  // namespace
}  // namespace comptoir
