// Any bytes become text that is UTF-8, that a terminal does not obey, and that stays as it is when it passes again.
#include "libs/base/terminal.hpp"

#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "libs/base/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace comptoir;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto line = one_line(text);
  if (!is_utf8(line) || one_line(line) != line || terminal_text(line) != line) std::abort();
  if (line.find_first_of("\x1b\r\n\t\x7f\a") != line.npos) std::abort();
  std::ostringstream pieces;
  {
    TerminalBuffer watched(pieces);
    for (const char c : text) pieces << c;
  }
  if (pieces.str() != terminal_text(text)) std::abort();
  return 0;
}
