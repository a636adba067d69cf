#include "apps/comptoir/commands/json_text.hpp"

#include <charconv>
#include <cmath>

#include "libs/json/tree.hpp"

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

}  // namespace

std::string json_text(const boost::json::value& value) {
  json::Writer w;
  json::write(w, value, plain);
  return std::move(w).text();
}

}  // namespace comptoir
