#include "apps/comptoir/commandes/command.hpp"

#include <iostream>

#include "apps/comptoir/commandes/api.hpp"
#include "apps/comptoir/commandes/print.hpp"
#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/commands/json_text.hpp"

namespace comptoir {
namespace {

struct CommandesOptions {
  std::string where, id;
  bool late = false, as_json = false;
  std::optional<std::int64_t> retard_s;
};

// 1 when orders are late: a script can tell.
int list(const CommandesOptions& o) {
  const auto system = require_system(o.where);
  if (!system) return kNothingRuns;
  const auto orders = commandes::list(*system, o.late, o.retard_s);
  if (o.as_json)
    std::cout << json_text(boost::json::object{{"commandes", orders}}) << '\n';
  else if (orders.empty())
    std::cout << (o.late ? "Aucune commande en retard.\n" : "Aucune commande en cours.\n");
  else
    commandes::print_list(std::cout, orders, commandes::states_of(*system), SystemClock().now());
  return o.late && !orders.empty() ? 1 : 0;
}

int tell(const CommandesOptions& o) {
  const auto system = require_system(o.where);
  if (!system) return kNothingRuns;
  const auto story = commandes::story(*system, o.id);
  if (o.as_json)
    std::cout << json_text(story) << '\n';
  else
    commandes::print_story(std::cout, story, commandes::states_of(*system), SystemClock().now());
  return 0;
}

std::shared_ptr<CommandesOptions> add_options(CLI::App& verb) {
  auto o = std::make_shared<CommandesOptions>();
  verb.add_option("--data-dir,--url", o->where, "dossier des données, ou http://hôte:port")->type_name("DOSSIER");
  verb.add_flag("--json", o->as_json, "pour les programmes");
  return o;
}

}  // namespace

void add_commandes_command(CLI::App& app, int& exit_code) {
  auto* verb = app.add_subcommand("commandes", "Les commandes en cours, ce qu'elles attendent, et pourquoi");
  const auto o = add_options(*verb);
  verb->add_flag("--en-retard", o->late, "seulement celles qui sont en retard ; 1 s'il y en a");
  verb->add_option("--retard-s", o->retard_s, "un autre délai d'étape que saga.delai_etape_ms")->type_name("SECONDES");
  verb->footer("Exemples :\n  comptoir commandes\n  comptoir commandes --en-retard");
  verb->callback([o, &exit_code] { exit_code = list(*o); });
}

void add_commande_command(CLI::App& app, int& exit_code) {
  auto* verb = app.add_subcommand("commande", "L'histoire d'une commande : chaque étape, et ce qu'elle attend");
  const auto o = add_options(*verb);
  verb->add_option("ID", o->id, "cmd-…")->required();
  verb->footer("Exemple :\n  comptoir commande cmd-0190f3c2-7b1e-7c4a-9d52-3f8e6a1b2c4d");
  verb->callback([o, &exit_code] { exit_code = tell(*o); });
}

}  // namespace comptoir
