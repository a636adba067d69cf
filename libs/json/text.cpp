#include "libs/json/text.hpp"

namespace comptoir::json {
namespace {

// C1 is U+0080 to U+009F: 0xC2, then 0x80 to 0x9F.
bool is_control(unsigned char c, unsigned char before) {
  return c < 0x20 || c == 0x7f || (before == 0xc2 && c >= 0x80 && c <= 0x9f);
}

template <class Allowed>
bool without_controls(std::string_view text, Allowed allowed) {
  unsigned char before = 0;
  for (const char c : text) {
    if (is_control(static_cast<unsigned char>(c), before) && !allowed(c)) return false;
    before = static_cast<unsigned char>(c);
  }
  return true;
}

}  // namespace

bool is_plain_text(std::string_view text) {
  return without_controls(text, [](char) { return false; });
}

bool is_free_text(std::string_view text) {
  return without_controls(text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
}

}  // namespace comptoir::json
