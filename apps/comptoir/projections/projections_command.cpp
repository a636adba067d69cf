#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/commands/json_text.hpp"
#include "apps/comptoir/projections/api.hpp"
#include "apps/comptoir/projections/command.hpp"
#include "apps/comptoir/projections/follow.hpp"
#include "libs/base/error.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir {
namespace {

using projections::Api;
using projections::Building;

struct ProjectionsOptions {
  std::string where, name;
  bool as_json = false, accept_difference = false;
};

std::string column(const std::optional<Building>& b, std::int64_t Building::* member) {
  return b ? std::to_string((*b).*member) : "-";
}

void print_row(const std::string& name, const char* role, const std::optional<Building>& b) {
  std::cout << std::left << std::setw(12) << name << std::setw(14) << role << std::setw(9)
            << column(b, &Building::version) << std::setw(12) << column(b, &Building::generation) << std::setw(12)
            << column(b, &Building::position) << std::setw(10) << column(b, &Building::lag)
            << column(b, &Building::parked) << '\n';
  if (b && !b->verdict.empty()) std::cout << "  " << one_line(b->verdict) << '\n';
}

void print_header() {
  std::cout << std::left << std::setw(12) << "projection" << std::setw(14) << "role" << std::setw(9) << "version"
            << std::setw(12) << "generation" << std::setw(12) << "position" << std::setw(10) << "retard"
            << "ecartes\n";
}

int list(Api& api, const ProjectionsOptions& o) {
  const auto states = api.states();
  if (o.as_json) {
    std::cout << json_text(states.raw) << '\n';
    return 0;
  }
  print_header();
  for (const auto& state : states.all) print_row(state.name, "active", state.active);
  return 0;
}

// 1 when something needs a person: a projection is missing, parked events, or was rebuilt and differs.
int status(Api& api, const ProjectionsOptions& o) {
  const auto states = api.states();
  bool well = true;
  if (!o.as_json) print_header();
  for (const auto& s : states.all) {
    well = well && s.active && s.active->parked == 0 && (!s.construction || s.construction->verdict.empty());
    if (o.as_json) continue;
    print_row(s.name, "active", s.active);
    if (s.construction) print_row(s.name, "construction", s.construction);
    if (s.previous) print_row(s.name, "precedente", s.previous);
  }
  if (o.as_json) std::cout << json_text(states.raw) << '\n';
  return well ? 0 : 1;
}

int rebuild(Api& api, const ProjectionsOptions& o) {
  const bool compared = api.states().of(o.name).comparable() && !o.accept_difference;
  const auto generation = api.rebuild(o.name, o.accept_difference);
  const auto done = projections::follow(o.where, o.name, generation);
  if (o.as_json)
    std::cout << json_text(boost::json::object{{"nom", o.name},
                                               {"generation", generation},
                                               {"evenements", done.events},
                                               {"duree_ms", done.took.count()},
                                               {"par_seconde", done.rate()}})
              << '\n';
  else
    std::cout << o.name << " : " << done.events << " événements relus en " << done.took.count() << " ms ("
              << done.rate() << "/s)" << (compared ? ", lignes identiques" : "")
              << ". Pour revenir : comptoir projections rollback " << o.name << '\n';
  return 0;
}

// 1 when something stays parked: its cause is not cured.
int retry(Api& api, const ProjectionsOptions& o) {
  const auto done = api.retry(o.name);
  if (o.as_json)
    std::cout << json_text(boost::json::object{{"nom", o.name}, {"repris", done.applied}, {"ecartes", done.parked}})
              << '\n';
  else
    std::cout << o.name << " : " << done.applied << " événements repris, " << done.parked << " encore écartés.\n";
  return done.parked == 0 ? 0 : 1;
}

int rollback(Api& api, const ProjectionsOptions& o) {
  const auto generation = api.rollback(o.name);
  if (o.as_json)
    std::cout << json_text(boost::json::object{{"nom", o.name}, {"generation", generation}}) << '\n';
  else
    std::cout << o.name << " : l'état précédent répond, et rattrape ce qu'il n'a pas vu.\n";
  return 0;
}

int run(int (*verb)(Api&, const ProjectionsOptions&), const ProjectionsOptions& o) {
  const auto system = require_system(o.where);
  if (!system) return kNothingRuns;
  Api api(system->services.at("event-store"));
  return verb(api, o);
}

using Options = std::shared_ptr<ProjectionsOptions>;

CLI::App* add(CLI::App& projections, const char* name, const char* what, const Options& o,
              int (*verb)(Api&, const ProjectionsOptions&), int& exit_code) {
  auto* sub = projections.add_subcommand(name, what);
  sub->add_option("--data-dir,--url", o->where, "dossier des données, ou http://hôte:port")->type_name("DOSSIER");
  sub->add_flag("--json", o->as_json, "pour les programmes");
  sub->callback([o, verb, &exit_code] { exit_code = run(verb, *o); });
  return sub;
}

void name_of(CLI::App* sub, const Options& o) {
  sub->add_option("NOM", o->name, "la projection ; voyez `comptoir projections list`")->required();
}

}  // namespace

void add_projections_command(CLI::App& app, int& exit_code) {
  auto* verb = app.add_subcommand("projections", "Les projections matérialisées : où elles en sont, les refaire");
  verb->require_subcommand(1);
  verb->footer("Exemples :\n  comptoir projections status\n  comptoir projections rebuild ventes");
  const auto o = std::make_shared<ProjectionsOptions>();
  add(*verb, "list", "Une ligne par projection", o, list, exit_code)->footer("Exemple :\n  comptoir projections list");
  add(*verb, "status", "Tout ce qu'on en sait ; 1 si l'une demande un regard", o, status, exit_code)
      ->footer("Exemples :\n  comptoir projections status\n  comptoir projections status --json");
  auto* again = add(*verb, "rebuild", "Refait une projection à côté, compare, remplace ; se reprend après un arrêt", o,
                    rebuild, exit_code);
  name_of(again, o);
  again->add_flag("--accepte-difference", o->accept_difference, "remplace même si les lignes refaites diffèrent");
  again->footer("Exemples :\n  comptoir projections rebuild ventes\n  comptoir projections rebuild stock --json");
  auto* retried =
      add(*verb, "retry", "Essaie de nouveau les événements écartés, mille agrégats au plus ; 1 s'il en reste", o,
          retry, exit_code);
  name_of(retried, o);
  retried->footer("Exemple :\n  comptoir projections retry commandes");
  auto* back = add(*verb, "rollback", "Remet l'état d'avant la dernière reconstruction", o, rollback, exit_code);
  name_of(back, o);
  back->footer("Exemple :\n  comptoir projections rollback ventes");
}

}  // namespace comptoir
