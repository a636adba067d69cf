#include "apps/comptoir/lettres/acts.hpp"

#include <fmt/format.h>

#include <iostream>
#include <thread>

#include "apps/comptoir/commands/json_text.hpp"
#include "apps/comptoir/commands/progress.hpp"
#include "libs/base/error.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir::lettres {
namespace {

namespace bj = boost::json;
using namespace std::chrono_literals;

constexpr auto kPeriod = 50ms;   // between two looks at an act
constexpr auto kPatience = 60s;  // with a service that is away

std::string text(const bj::object& o, const char* name) { return one_line(o.at(name).as_string()); }
std::int64_t number(const bj::object& o, const char* name) { return o.at(name).to_number<std::int64_t>(); }

bj::object request_of(const Options& o) {
  bj::object r{{"auteur", o.author}, {"note", o.note}};
  if (o.id) r["id"] = *o.id;
  if (o.key) r["cle"] = *o.key;
  if (o.cause) r["cause"] = *o.cause;
  return r;
}

bool ended(const bj::object& act) { return text(act, "issue") != "en_cours"; }

/// The act once it has ended. A service that is away is waited for: when it is back, the act is cut or done.
bj::object follow(Api& api, bj::object act) {
  const auto id = number(act, "id");
  Progress progress("rejeu " + api.service(), static_cast<std::size_t>(number(act, "total")));
  for (auto seen = std::chrono::steady_clock::now(); !ended(act); std::this_thread::sleep_for(kPeriod)) {
    try {
      act = api.act(id);
      progress.at(static_cast<std::size_t>(number(act, "faites")), static_cast<std::size_t>(number(act, "total")));
      seen = std::chrono::steady_clock::now();
    } catch (const http::TransportError&) {
      if (std::chrono::steady_clock::now() - seen > kPatience)
        throw Retryable(api.service() + " ne répond plus ; ce qui est rejoué l'est : voyez `comptoir lettres actes`");
    }
  }
  return act;
}

void print_rehearsal(const bj::object& act) {
  for (const auto& e : act.at("essais").as_array()) {
    const auto& one = e.as_object();
    std::string told = text(one, "raison");
    for (const auto& type : one.at("emet").as_array())
      told += (told.empty() ? "émettrait " : ", ") + one_line(type.as_string());
    std::cout << fmt::format("  {:<8} {:<16} {:<22} {:<11} {}\n", number(one, "id"), text(one, "cle"),
                             text(one, "event_type"), text(one, "issue"), told);
  }
  std::cout << text(act, "service") << " : " << text(act, "detail") << ". Rien n'est écrit.\n";
}

void print_replay(const bj::object& act, std::chrono::duration<double> took) {
  const auto done = number(act, "faites");
  std::cout << fmt::format("{} : {} rejouées sur {} en {:.1f} s ({:.0f}/s), {} en échec, {} (acte {})\n",
                           text(act, "service"), done, number(act, "total"), took.count(),
                           static_cast<double>(done) / std::max(took.count(), 1e-3), number(act, "echecs"),
                           text(act, "issue"), number(act, "id"));
  if (const auto detail = text(act, "detail"); !detail.empty()) std::cout << "  " << detail << '\n';
}

bool went_well(const bj::object& act) { return text(act, "issue") == "terminee" && number(act, "echecs") == 0; }

/// One service after the other, partition after partition; those without a letter that waits are passed over, and so is the rest
/// of a service that has stopped.
template <class Act>
int each(std::vector<Api>& services, const Options& o, Act act) {
  bj::array acts;
  bool well = true;
  for (auto& api : services) {
    Query query;
    if (o.key) query.emplace_back("cle", *o.key);
    if (o.cause) query.emplace_back("cause", *o.cause);
    if (!o.id && !api.any(query)) continue;
    if (o.id) query.emplace_back("id", std::to_string(*o.id));
    for (const auto partition : api.partitions(query)) {
      acts.push_back(act(api, partition));
      const bool good = went_well(acts.back().as_object());
      well = well && good;
      if (!good && !o.go_on) break;
    }
  }
  if (o.as_json)
    std::cout << json_text(bj::object{{"actes", acts}}) << '\n';
  else if (acts.empty())
    std::cout << "Aucune lettre n'attend.\n";
  return well ? 0 : 1;
}

}  // namespace

int replay(std::vector<Api>& services, const Options& o) {
  auto request = request_of(o);
  request["essai"] = o.rehearsal;
  request["continuer"] = o.go_on;
  if (o.per_second) request["par_seconde"] = *o.per_second;
  return each(services, o, [&](Api& api, std::int64_t partition) {
    request["partition"] = partition;
    const auto begun = std::chrono::steady_clock::now();
    auto act = follow(api, api.ask("/rejeu", request));
    if (o.as_json) return act;
    o.rehearsal ? print_rehearsal(act) : print_replay(act, std::chrono::steady_clock::now() - begun);
    return act;
  });
}

int discard(std::vector<Api>& services, const Options& o) {
  if (!o.id && !o.key && !o.cause) throw CLI::RequiredError("--id, --cle ou --cause");
  auto request = request_of(o);
  return each(services, o, [&](Api& api, std::int64_t partition) {
    request["partition"] = partition;
    auto act = api.ask("/ecart", request);
    if (!o.as_json)
      std::cout << api.service() << " : " << number(act, "faites") << " écartées (acte " << number(act, "id") << ")\n";
    return act;
  });
}

}  // namespace comptoir::lettres
