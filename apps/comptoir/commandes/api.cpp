#include "apps/comptoir/commandes/api.hpp"

#include <sstream>

#include "libs/base/error.hpp"
#include "libs/http/client.hpp"

namespace comptoir::commandes {
namespace {

namespace bj = boost::json;

/// The answer's object; Permanent when it is no success.
bj::object ask(const std::string& url, const std::string& target) {
  const auto response = http::Client(url, kPatience).send("GET", target);
  bj::error_code error;
  auto value = bj::parse(response.body, error);
  if (error || !value.is_object())
    throw Permanent("réponse illisible de " + url + target + ", statut " + std::to_string(response.status));
  if (response.status != 200) throw Permanent(bj::value_to<std::string>(value.at("detail")));
  return value.as_object();
}

/// As the log tells it now; as last projected when the projector does not follow.
bj::object ask_fresh(const std::string& url, const std::string& target) {
  const auto head = bj::serialize(ask(url, "/api/projections").at("tete"));
  try {
    return ask(url, target + (target.find('?') == target.npos ? '?' : '&') + "apres=" + head);
  } catch (const Permanent&) {
    return ask(url, target);
  }
}

/// True when a series comptoir_trou of the service is 1.
bool has_gap(const std::string& url, const std::string& service) {
  std::istringstream lines(http::Client(url, kPatience).send("GET", "/metrics").body);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("comptoir_trou{") && line.find("service=\"" + service + "\"") != line.npos &&
        line.ends_with(" 1"))
      return true;
  return false;
}

ServiceState state_of(const bj::object& o, bool gap) {
  using Seqs = std::map<std::string, std::int64_t>;
  return {o.at("proprietaire").as_bool(), gap, o.at("lettres_mortes").to_number<std::int64_t>(),
          bj::value_to<Seqs>(o.at("journal")), bj::value_to<Seqs>(o.at("positions"))};
}

}  // namespace

States states_of(const infra::Running& system) {
  States out;
  for (const auto& [name, url] : system.services) {
    try {
      out[name] = state_of(ask(url, "/internal/etat/" + name), has_gap(url, name));
    } catch (const http::TransportError&) {
      out[name] = std::nullopt;
    } catch (const Permanent&) {
      out[name] = std::nullopt;
    }
  }
  return out;
}

bj::array list(const infra::Running& system, bool late, std::optional<std::int64_t> retard_s) {
  auto target = "/api/projections/sagas?limite=" + std::to_string(kMaxListed) + "&en_retard=true";
  if (!late) target += "&retard_s=0";
  if (late && retard_s) target += "&retard_s=" + std::to_string(*retard_s);
  return ask_fresh(system.services.at("event-store"), target).at("elements").as_array();
}

bj::object story(const infra::Running& system, const std::string& commande_id) {
  const auto& url = system.services.at("event-store");
  auto saga = ask_fresh(url, "/api/projections/sagas/" + commande_id);
  saga["evenements"] = ask(url, "/events/?limite=1000&aggregate_id=" + commande_id).at("elements");
  return saga;
}

}  // namespace comptoir::commandes
