#include "apps/comptoir/projections/api.hpp"

#include "apps/comptoir/commands/answer.hpp"
#include "libs/base/error.hpp"

namespace comptoir::projections {
namespace {

namespace bj = boost::json;

std::int64_t integer(const bj::value& v, const char* name) { return v.at(name).to_number<std::int64_t>(); }

std::optional<Building> building_of(const bj::value& v) {
  if (v.is_null()) return std::nullopt;
  const auto number = [&](const char* name) { return integer(v, name); };
  const auto& verdict = v.at("verdict");
  return Building{number("generation"), number("version"), number("position"),
                  number("retard"),     number("ecartes"), verdict.is_null() ? "" : bj::value_to<std::string>(verdict)};
}

State state_of(const bj::value& v) {
  return {bj::value_to<std::string>(v.at("nom")), v.at("version").to_number<std::int64_t>(),
          building_of(v.at("active")), building_of(v.at("construction")), building_of(v.at("precedente"))};
}

bj::value read(const http::Response& response) { return value_of(response, "", " de l'event-store"); }

}  // namespace

const State& States::of(const std::string& name) const {
  for (const auto& state : all)
    if (state.name == name) return state;
  throw Permanent("La projection " + name + " n'existe pas ; voyez `comptoir projections list`.");
}

States Api::states() {
  States out;
  out.raw = read(client_.send("GET", "/api/projections"));
  out.head = out.raw.at("tete").to_number<std::int64_t>();
  for (const auto& v : out.raw.at("projections").as_array()) out.all.push_back(state_of(v));
  return out;
}

std::int64_t Api::rebuild(const std::string& name, bool accept_difference) {
  return integer(order(name + "/reconstruction" + (accept_difference ? "?accepter_difference=true" : "")),
                 "generation");
}

std::int64_t Api::rollback(const std::string& name) { return integer(order(name + "/retour"), "generation"); }

Retried Api::retry(const std::string& name) {
  const auto done = order(name + "/reprise");
  return {integer(done, "repris"), integer(done, "ecartes")};
}

bj::value Api::order(const std::string& target) {
  return read(client_.send("POST", "/api/projections/" + target, "{}"));
}

}  // namespace comptoir::projections
