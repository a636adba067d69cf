#include "libs/base/utf8.hpp"

namespace comptoir {
namespace {

/// What may follow a first byte: how many bytes, and the range of the next one (RFC 3629, section 4).
struct Form {
  int more;
  unsigned char low, high;
};

Form form_of(unsigned char first) {
  if (first < 0x80) return {0, 0, 0};
  if (first >= 0xC2 && first <= 0xDF) return {1, 0x80, 0xBF};
  if (first == 0xE0) return {2, 0xA0, 0xBF};
  if (first == 0xED) return {2, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {2, 0x80, 0xBF};
  if (first == 0xF0) return {3, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {3, 0x80, 0xBF};
  if (first == 0xF4) return {3, 0x80, 0x8F};
  return {-1, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    auto [more, low, high] = form_of(static_cast<unsigned char>(text[i++]));
    if (more < 0) return false;
    for (; more > 0; --more, low = 0x80, high = 0xBF) {
      if (i == text.size()) return false;
      const auto byte = static_cast<unsigned char>(text[i++]);
      if (byte < low || byte > high) return false;
    }
  }
  return true;
}

}  // namespace comptoir
