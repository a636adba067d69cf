#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/audit/command.hpp"
#include "apps/comptoir/backup/command.hpp"
#include "apps/comptoir/bench/command.hpp"
#include "apps/comptoir/commandes/command.hpp"
#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/refusal.hpp"
#include "apps/comptoir/demo/command.hpp"
#include "apps/comptoir/evenements/command.hpp"
#include "apps/comptoir/infra/surroundings.hpp"
#include "apps/comptoir/lettres/command.hpp"
#include "apps/comptoir/projections/command.hpp"
#include "apps/comptoir/rebuild/command.hpp"
#include "apps/comptoir/replay/command.hpp"
#include "apps/comptoir/verify/command.hpp"
#include "libs/base/descriptors.hpp"
#include "libs/base/error.hpp"
#include "libs/base/terminal.hpp"

int main(int argc, char** argv) {
  comptoir::raise_descriptor_limit();
  comptoir::infra::settle();
  const comptoir::TerminalBuffer output(std::cout), errors(std::cerr);
  CLI::App app("Comptoir : commandes de magasins, pilotées par les événements.", "comptoir");
  app.set_help_flag("-h,--help", "montre cette aide");
  app.set_version_flag("--version", "comptoir " COMPTOIR_VERSION)->description("montre la version");
  comptoir::speak_french(app);
  app.require_subcommand(1);
  app.footer("Pour commencer :\n  comptoir up --detach\n  comptoir status\n  comptoir down");

  int exit_code = 0;
  comptoir::add_up_command(app, exit_code);
  comptoir::add_down_command(app, exit_code);
  comptoir::add_status_command(app, exit_code);
  comptoir::add_serve_command(app, exit_code);
  comptoir::add_config_command(app, exit_code);
  comptoir::add_clients_command(app, exit_code);
  comptoir::add_commandes_command(app, exit_code);
  comptoir::add_commande_command(app, exit_code);
  comptoir::add_replay_command(app, exit_code);
  comptoir::add_verify_command(app, exit_code);
  comptoir::add_audit_command(app, exit_code);
  comptoir::add_evenements_command(app, exit_code);
  comptoir::add_rebuild_command(app, exit_code);
  comptoir::add_projections_command(app, exit_code);
  comptoir::add_lettres_command(app, exit_code);
  comptoir::add_demo_command(app, exit_code);
  comptoir::add_backup_commands(app, exit_code);
  comptoir::add_bench_command(app, exit_code);
  comptoir::group_verbs(app);

  try {
    app.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& e) {
    return comptoir::answer_refusal(app, e);
  } catch (const comptoir::ConfigError& e) {
    std::cerr << "comptoir : " << e.what() << '\n';
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "comptoir : " << e.what() << '\n';
    return 1;
  }
}
