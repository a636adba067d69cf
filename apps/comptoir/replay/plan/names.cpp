#include "apps/comptoir/replay/plan/names.hpp"

#include "libs/base/terminal.hpp"
#include "libs/base/utf8.hpp"

namespace comptoir::replay {
namespace {

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; }
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t character_size(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && continues_character(text[size])) ++size;
  return size;
}

/// Spaces for what a terminal would obey.
std::string without_controls(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto character = text.substr(0, character_size(text));
    out += one_line(character) == character ? character : " ";
    text.remove_prefix(character.size());
  }
  return out;
}

}  // namespace

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
  name = without_controls(name);
  name = std::string(trimmed(name));
  if (name.size() <= max) return name;
  while (max > 0 && continues_character(name[max])) --max;
  return std::string(trimmed(std::string_view(name).substr(0, max)));
}

}  // namespace comptoir::replay
