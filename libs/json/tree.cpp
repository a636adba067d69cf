#include "libs/json/tree.hpp"

namespace comptoir::json {

void write(Writer& w, const boost::json::value& value, std::string (*number)(double)) {
  if (const auto* object = value.if_object()) {
    w.open();
    for (const auto& [name, member] : *object) write(w.key(name), member, number);
    w.close();
  } else if (const auto* items = value.if_array()) {
    w.open_array();
    for (const auto& item : *items) write(w, item, number);
    w.close_array();
  } else {
    w.raw(value.is_double() ? number(value.get_double()) : boost::json::serialize(value));
  }
}

}  // namespace comptoir::json
