#include "apps/comptoir/commandes/api.hpp"

#include <set>
#include <sstream>

#include "apps/comptoir/commands/answer.hpp"
#include "libs/base/error.hpp"
#include "libs/http/client.hpp"
#include "libs/traces/context.hpp"

namespace comptoir::commandes {
namespace {

namespace bj = boost::json;

bj::object ask(const std::string& url, const std::string& target) {
  return value_of(http::Client(url, kPatience).send("GET", target), "", " de " + url + target).as_object();
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
bool has_gap(const std::string& metrics, const std::string& service) {
  std::istringstream lines(metrics);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("comptoir_trou{") && line.find("service=\"" + service + "\"") != line.npos &&
        line.ends_with(" 1"))
      return true;
  return false;
}

/// True when each of the partitions is some instance's.
bool is_held(const bj::array& partitions) {
  return std::ranges::all_of(
      partitions, [](const auto& p) { return p.at("tenue").as_bool() || !p.at("ailleurs").as_string().empty(); });
}

ServiceState state_of(const bj::object& o, bool gap) {
  using Seqs = std::map<std::string, std::int64_t>;
  const auto* refusal = o.if_contains("refus");
  return {is_held(o.at("partitions").as_array()),
          gap,
          o.at("lettres_mortes").to_number<std::int64_t>(),
          bj::value_to<Seqs>(o.at("journal")),
          bj::value_to<Seqs>(o.at("positions")),
          refusal ? bj::value_to<std::string>(*refusal) : ""};
}

/// The trace that the event says it is in.
bj::value trace_in(const bj::value& event) {
  const auto* header = event.as_object().if_contains("traceparent");
  const auto digits = header ? traces::trace_digits(header->as_string()) : std::string_view();
  return digits.empty() ? bj::value() : bj::value(digits);
}

/// Adds to `out` the letters of one service that are about these events.
void add_retries(bj::array& out, const std::string& name, const std::string& url, const std::string& cle,
                 const std::set<std::string>& events) {
  const auto target = "/internal/lettres/" + name + "?limite=" + std::to_string(kMaxLetters) + "&cle=" + cle;
  const auto letters = ask(url, target);
  for (const auto& letter : letters.at("elements").as_array()) {
    if (!events.contains(bj::value_to<std::string>(letter.at("event_id")))) continue;
    auto& retry = out.emplace_back(letter).as_object();
    retry["service"] = name;
  }
}

void add_retries(bj::object& saga, const infra::Running& system) {
  bj::array retries, silent;
  std::set<std::string> events;
  std::string cle;
  for (const auto& e : saga.at("evenements").as_array()) {
    events.insert(bj::value_to<std::string>(e.at("evenement").at("event_id")));
    cle = bj::value_to<std::string>(e.at("evenement").at("cle"));
  }
  for (const auto& [name, url] : system.services) try {
      add_retries(retries, name, url, cle, events);
    } catch (const std::runtime_error&) {  // it does not answer, or refuses
      silent.emplace_back(name);
    }
  saga["reprises"] = std::move(retries);
  saga["muets"] = std::move(silent);
}

/// What he has now; null when client-service does not say.
bj::value balance_of(const infra::Running& system, const bj::value& client_id) {
  try {
    return ask(system.services.at("client"), "/api/clients/" + bj::serialize(client_id)).at("solde");
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

bj::object cancelled(const bj::value& motif, bj::array lacks = {}) {
  return {{"etat", "annulee"}, {"motif", motif}, {"manque", std::move(lacks)}};
}

/// As the last event that decides says it.
bj::value verdict_of(const bj::array& events, const infra::Running& system) {
  bj::value verdict;
  for (const auto& stored : events) {
    const auto& event = stored.at("evenement");
    const auto& type = event.at("event_type").as_string();
    const auto& data = event.at("data");
    if (type == "VenteConfirmee") verdict = {{"etat", "confirmee"}, {"motif", nullptr}, {"manque", bj::array{}}};
    if (type == "VenteRejetee") verdict = cancelled(data.at("motif"));
    if (type == "StockIndisponible") verdict = cancelled("stock_indisponible", data.at("manquants").as_array());
    if (type == "PaiementRefuse")
      verdict =
          cancelled("paiement_refuse",
                    data.at("raison") == "solde_insuffisant"
                        ? bj::array{{{"total", data.at("total")}, {"solde", balance_of(system, data.at("client_id"))}}}
                        : bj::array{});
  }
  return verdict;
}

}  // namespace

States states_of(const infra::Running& system) {
  States out;
  std::map<std::string, std::string> metrics;  // by url: several services may be one process
  for (const auto& [name, url] : system.services) {
    try {
      const auto state = ask(url, "/internal/etat/" + name);
      if (!metrics.contains(url)) metrics[url] = http::Client(url, kPatience).send("GET", "/metrics").body;
      out[name] = state_of(state, has_gap(metrics.at(url), name));
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

// A page may end before its thousand events: its cursor says whether it has.
bj::array events_of(const std::string& url, const std::string& commande_id) {
  bj::array all;
  for (std::string cursor;;) {
    const auto page = ask(url, "/events/?limite=1000&aggregate_id=" + commande_id + cursor);
    for (const auto& event : page.at("elements").as_array()) all.push_back(event);
    if (!page.at("curseur").is_string()) return all;
    cursor = "&curseur=" + bj::value_to<std::string>(page.at("curseur"));
  }
}

bj::object story(const infra::Running& system, const std::string& commande_id) {
  const auto& url = system.services.at("event-store");
  auto saga = ask_fresh(url, "/api/projections/sagas/" + commande_id);
  saga["evenements"] = events_of(url, commande_id);
  const auto& events = saga.at("evenements").as_array();
  saga["trace"] = events.empty() ? bj::value() : trace_in(events[0].at("evenement"));
  saga["verdict"] = verdict_of(events, system);
  add_retries(saga, system);
  return saga;
}

}  // namespace comptoir::commandes
