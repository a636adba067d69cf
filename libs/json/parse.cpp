// The one definition of valid JSON: whatever accepts a text from outside reads it here.
#include <boost/json/basic_parser_impl.hpp>

#include "libs/json/fields.hpp"
#include "libs/json/number.hpp"

namespace comptoir::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t kTreePerByte = 3;  // bytes of tree per byte of text, about
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kUsualStack = 4096;  // bytes in which the tree of most texts is put together

/// Builds the tree as Boost's own handler does; counts keys, and refuses what no reader would get as it was written.
struct Builder {
  static constexpr std::size_t max_object_size = bj::object::max_size();
  static constexpr std::size_t max_array_size = bj::array::max_size();
  static constexpr std::size_t max_key_size = bj::string::max_size();
  static constexpr std::size_t max_string_size = bj::string::max_size();

  unsigned char place[kUsualStack];
  bj::value_stack stack;
  std::size_t keys = 0;
  const char* why = nullptr;  ///< of a refusal that is ours
  bool nul_in_sight = false;  ///< its only spelling stands somewhere in the text, though perhaps behind a backslash

  explicit Builder(const bj::storage_ptr& memory) : stack(memory, place, sizeof place) { stack.reset(memory); }

  bool refuse(const char* reason, bj::error_code& ec) {
    why = reason;
    ec = bj::error::syntax;
    return false;
  }
  bool without_nul(bj::string_view s, bj::error_code& ec) {
    return !nul_in_sight || s.find('\0') == s.npos || refuse("caractère nul", ec);
  }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) { return true; }
  bool on_array_begin(bj::error_code&) { return true; }
  bool on_object_end(std::size_t n, bj::error_code&) { return keys += n, stack.push_object(n), true; }
  bool on_array_end(std::size_t n, bj::error_code&) { return stack.push_array(n), true; }
  bool on_key_part(bj::string_view s, std::size_t, bj::error_code& ec) {
    return stack.push_chars(s), without_nul(s, ec);
  }
  bool on_key(bj::string_view s, std::size_t, bj::error_code& ec) { return stack.push_key(s), without_nul(s, ec); }
  bool on_string_part(bj::string_view s, std::size_t, bj::error_code& ec) {
    return stack.push_chars(s), without_nul(s, ec);
  }
  bool on_string(bj::string_view s, std::size_t, bj::error_code& ec) {
    return stack.push_string(s), without_nul(s, ec);
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t i, bj::string_view, bj::error_code&) { return stack.push_int64(i), true; }
  bool on_uint64(std::uint64_t u, bj::string_view, bj::error_code&) { return stack.push_uint64(u), true; }
  bool on_double(double d, bj::string_view text, bj::error_code& ec) {
    const auto exact = exact_double({text.data(), text.size()}, d);
    if (!exact) return refuse("nombre que rien ne garde exactement ; au plus 17 chiffres, et moins de 1e308", ec);
    return stack.push_double(*exact), true;
  }
  bool on_bool(bool b, bj::error_code&) { return stack.push_bool(b), true; }
  bool on_null(bj::error_code&) { return stack.push_null(), true; }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

// An object keeps one of two members of one name: then the tree has fewer keys than the text.
std::size_t keys_of(const bj::value& value) {
  std::size_t keys = 0;
  if (const auto* object = value.if_object()) {
    keys = object->size();
    for (const auto& member : *object)
      if (member.value().is_structured()) keys += keys_of(member.value());
  } else if (const auto* items = value.if_array()) {
    for (const auto& item : *items)
      if (item.is_structured()) keys += keys_of(item);
  }
  return keys;
}

[[noreturn]] void refuse(std::size_t at, const std::string& why) {
  throw Invalid({{"", "JSON invalide à l'octet " + std::to_string(at) + ": " + why}});
}

}  // namespace

bj::value parse(std::string_view text) {
  // A tree is read once and dropped whole: its nodes need no allocation, and no freeing, of their own.
  return parse(text, bj::make_shared_resource<bj::monotonic_resource>(kTreePerByte * text.size()));
}

bj::value parse(std::string_view text, bj::storage_ptr memory) {
  bj::parse_options options;
  options.max_depth = kMaxDepth;
  bj::basic_parser<Builder> parser(options, memory);
  parser.handler().nul_in_sight = text.find("\\u0000") != text.npos;
  bj::error_code ec;
  const auto used = parser.write_some(false, text.data(), text.size(), ec);
  const auto& builder = parser.handler();
  if (ec) refuse(used, builder.why ? builder.why : ec.message());
  if (text.find_first_not_of(" \t\r\n", used) != text.npos) refuse(used, "texte après la fin");
  auto value = parser.handler().stack.release();
  if (keys_of(value) != builder.keys) refuse(used, "une clé est deux fois dans un même objet");
  return value;
}

}  // namespace comptoir::json
