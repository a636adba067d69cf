#include "libs/bus/upcast.hpp"

#include <stdexcept>
#include <string>

namespace comptoir::bus {
namespace {

struct Step {
  std::string_view type;
  int from;
  boost::json::value (*up)(boost::json::value data);
};

void move_field(boost::json::object& from, boost::json::object& to, std::string_view name) {
  const auto found = from.find(name);
  if (found == from.end()) return;
  to[name] = std::move(found->value());
  from.erase(found);
}

// Version 2 says name and reference under seal only. What was told in clear stays so: nobody can seal it afterwards.
boost::json::value client_cree_2(boost::json::value data) {
  auto& client = data.as_object();
  boost::json::object clair(client.storage());
  move_field(client, clair, "nom");
  move_field(client, clair, "reference");
  client["personnel_clair"] = std::move(clair);
  return data;
}

constexpr Step kSteps[] = {
    {"ClientCree", 1, client_cree_2},
};

const Step& step(std::string_view type, int from) {
  for (const auto& s : kSteps)
    if (s.type == type && s.from == from) return s;
  throw std::logic_error(std::string(type) + " has no step from version " + std::to_string(from));
}

}  // namespace

boost::json::value upcast(std::string_view event_type, int from, int to, boost::json::value data) {
  for (; from < to; ++from) data = step(event_type, from).up(std::move(data));
  return data;
}

}  // namespace comptoir::bus
