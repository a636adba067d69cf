#include "services/event-store/app/json_text.hpp"

#include <algorithm>
#include <charconv>

#include "libs/json/text.hpp"
#include "libs/json/tree.hpp"

namespace comptoir::event_store {
namespace {

std::string number(double value) {
  if (const auto cents = cents_from_dollars(value)) return format_dollars(*cents);
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

}  // namespace

std::string json_text(const boost::json::value& value) {
  json::Writer w;
  json::write(w, value, number);
  return std::move(w).text();
}

bool est_affichable(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return json::is_free_text(*text);
  if (const auto* items = value.if_array()) return std::ranges::all_of(*items, est_affichable);
  const auto* object = value.if_object();
  return !object || std::ranges::all_of(*object, [](const auto& membre) {
    return json::is_plain_text(membre.key()) && est_affichable(membre.value());
  });
}

}  // namespace comptoir::event_store
