#include "services/event-store/app/json_text.hpp"

#include <algorithm>
#include <charconv>

#include "libs/json/text.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::event_store {
namespace {

std::string number(double value) {
  if (const auto cents = cents_from_dollars(value)) return format_dollars(*cents);
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

void write(json::Writer& w, const boost::json::value& value);

void write(json::Writer& w, const boost::json::object& object) {
  w.open();
  for (const auto& member : object) {
    w.key(member.key());
    write(w, member.value());
  }
  w.close();
}

void write(json::Writer& w, const boost::json::array& items) {
  w.open_array();
  for (const auto& item : items) write(w, item);
  w.close_array();
}

void write(json::Writer& w, const boost::json::value& value) {
  if (const auto* object = value.if_object()) return write(w, *object);
  if (const auto* items = value.if_array()) return write(w, *items);
  if (value.is_double())
    w.raw(number(value.get_double()));
  else
    w.raw(boost::json::serialize(value));
}

}  // namespace

std::string json_text(const boost::json::value& value) {
  json::Writer w;
  write(w, value);
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
