#include "apps/comptoir/commands/json_text.hpp"

#include <charconv>
#include <cmath>

#include "libs/json/writer.hpp"

namespace comptoir {
namespace {

constexpr double kPlainBelow = 1e21, kPlainFrom = 1e-7;  // beyond, plain digits would be no help to anybody

std::string plain(double number) {
  char text[64];
  const auto size = std::fabs(number);
  const bool fixed = size == 0 || (size >= kPlainFrom && size < kPlainBelow);
  const auto [end, error] = fixed ? std::to_chars(text, text + sizeof text, number, std::chars_format::fixed)
                                  : std::to_chars(text, text + sizeof text, number);
  std::string out(text, end);
  return fixed && out.find('.') == out.npos ? out + ".0" : out;
}

void write(json::Writer& w, const boost::json::value& value) {
  if (const auto* object = value.if_object()) {
    w.open();
    for (const auto& [name, member] : *object) write(w.key(name), member);
    w.close();
  } else if (const auto* array = value.if_array()) {
    w.open_array();
    for (const auto& element : *array) write(w, element);
    w.close_array();
  } else if (const auto* text = value.if_string()) {
    w.value(std::string_view(*text));
  } else {
    w.raw(value.is_double() ? plain(value.get_double()) : boost::json::serialize(value));
  }
}

}  // namespace

std::string json_text(const boost::json::value& value) {
  json::Writer w;
  write(w, value);
  return std::move(w).text();
}

}  // namespace comptoir
