#include "libs/base/terminal.hpp"

#include <algorithm>

#include "libs/base/utf8.hpp"

namespace comptoir {
namespace {

constexpr std::size_t kMaxCharacter = 4;  // bytes
constexpr char32_t kReplacement = 0xFFFD;

struct Range {
  char32_t first, last;
};
/// Besides C0: DEL and C1, the Arabic letter mark, direction marks, separators, embeddings and overrides, isolates.
constexpr Range kObeyed[] = {{0x7F, 0x9F}, {0x61C, 0x61C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};

std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

/// The bytes of the first character, if they are one; else 0.
std::size_t character_at(std::string_view text) {
  const auto size = length_of(static_cast<unsigned char>(text[0]));
  return size <= text.size() && is_utf8(text.substr(0, size)) ? size : 0;
}

char32_t code_of(std::string_view character) {
  if (character.size() == 1) return static_cast<unsigned char>(character[0]);
  char32_t code = static_cast<unsigned char>(character[0]) & (0x7F >> character.size());
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return code;
}

bool is_obeyed(char32_t code) {
  return code < 0x20 || std::ranges::any_of(kObeyed, [&](Range r) { return code >= r.first && code <= r.last; });
}

void append_visible(std::string& out, char32_t code) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[code >> shift & 15];
}

bool is_plain_ascii(char c) { return c >= 0x20 && c < 0x7F; }

std::string made_visible(std::string_view text, std::string_view allowed) {
  std::string out;
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain_ascii) - text.begin());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const auto size = character_at(text);
    const auto code = size == 0 ? kReplacement : code_of(text.substr(0, size));
    if (size == 0 || (is_obeyed(code) && allowed.find(text[0]) == allowed.npos))
      append_visible(out, code);
    else
      out.append(text.substr(0, size));
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

/// How many of the last bytes begin a character that the next write may end.
std::size_t unfinished(std::string_view text) {
  for (std::size_t back = 1; back < kMaxCharacter && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte >= 0xC0) return length_of(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

}  // namespace

std::string terminal_text(std::string_view text) { return made_visible(text, "\n\t"); }

std::string one_line(std::string_view text) { return made_visible(text, ""); }

void print_styled(std::ostream& out, std::string_view text) {
  if (auto* buffer = dynamic_cast<TerminalBuffer*>(out.rdbuf()))
    buffer->write_styled(text);
  else
    out << text;
}

TerminalBuffer::~TerminalBuffer() {
  const auto rest = terminal_text(begun_);
  behind_->sputn(rest.data(), std::ssize(rest));
  out_.rdbuf(behind_);
}

void TerminalBuffer::write_styled(std::string_view text) {
  const std::lock_guard lock(writing_);
  behind_->sputn(text.data(), std::ssize(text));
}

bool TerminalBuffer::put(std::string_view text) {
  const std::lock_guard lock(writing_);
  begun_ += text;
  const auto later = unfinished(begun_);
  const auto visible = terminal_text(std::string_view(begun_).substr(0, begun_.size() - later));
  begun_.erase(0, begun_.size() - later);
  return behind_->sputn(visible.data(), std::ssize(visible)) == std::ssize(visible);
}

std::streamsize TerminalBuffer::xsputn(const char* text, std::streamsize size) {
  return put({text, static_cast<std::size_t>(size)}) ? size : 0;
}

TerminalBuffer::int_type TerminalBuffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return put({&one, 1}) ? c : traits_type::eof();
}

int TerminalBuffer::sync() { return behind_->pubsync(); }

}  // namespace comptoir
