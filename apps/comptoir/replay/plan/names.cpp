#include "apps/comptoir/replay/plan/names.hpp"

namespace comptoir::replay {
namespace {

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; }
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Bytes of the character that `lead` begins; 0 when none begins so.
std::size_t length_from(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/// The second byte rules out overlong forms, surrogates and what is beyond U+10FFFF (Unicode table 3-7).
bool second_byte_fits(unsigned char lead, unsigned char second) {
  if (lead == 0xe0) return second >= 0xa0;
  if (lead == 0xed) return second < 0xa0;
  if (lead == 0xf0) return second >= 0x90;
  return lead != 0xf4 || second < 0x90;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const auto length = length_from(lead);
    if (length == 0 || at + length > text.size()) return false;
    if (length > 1 && !second_byte_fits(lead, static_cast<unsigned char>(text[at + 1]))) return false;
    for (std::size_t i = 1; i < length; ++i)
      if (!continues_character(text[at + i])) return false;
    at += length;
  }
  return true;
}

std::string utf8_from_latin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xc0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3f));
    }
  }
  return out;
}

std::string display_name(std::string_view text, std::size_t max) {
  std::string name = is_utf8(text) ? std::string(text) : utf8_from_latin1(text);
  for (auto& c : name)
    if (is_blank(c)) c = ' ';
  name = std::string(trimmed(name));
  if (name.size() <= max) return name;
  while (max > 0 && continues_character(name[max])) --max;
  return std::string(trimmed(std::string_view(name).substr(0, max)));
}

}  // namespace comptoir::replay
