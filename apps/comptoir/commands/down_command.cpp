#include <csignal>
#include <cstring>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/config_options.hpp"
#include "apps/comptoir/infra/data_dir.hpp"
#include "libs/base/error.hpp"

namespace comptoir {
namespace {

using namespace std::chrono_literals;
constexpr auto kLimit = 90s;

/// A signal, to the very process that locked the folder; where it cannot be seen from here, a request that it will find.
void ask(const std::filesystem::path& folder, const infra::Identity& who) {
  const auto process = infra::Process::find(who);
  if (!process) return infra::ask_to_stop(folder);
  if (!process->signal(SIGTERM) && errno != ESRCH)
    throw Permanent("impossible d'arrêter le processus " + std::to_string(who.pid) + " : " + std::strerror(errno) +
                    ". Lancez `comptoir down` sous le même utilisateur que `comptoir up`.");
}

int down(const std::filesystem::path& folder) {
  const auto who = infra::holder(folder);
  if (!who) {
    std::cerr << "Rien ne tourne dans " << folder.string() << ".\n";
    return kNothingRuns;
  }
  ask(folder, *who);
  const auto deadline = std::chrono::steady_clock::now() + kLimit;
  while (infra::holder(folder)) {
    if (std::chrono::steady_clock::now() > deadline)
      throw Retryable("le processus " + std::to_string(who->pid) + " ne s'est pas arrêté ; voyez " +
                      (folder / "logs").string() + ".");
    std::this_thread::sleep_for(20ms);
  }
  std::cout << "Arrêté.\n";
  return 0;
}

}  // namespace

void add_down_command(CLI::App& app, int& exit_code) {
  auto* verb = app.add_subcommand("down", "Arrête proprement ce que `up` a lancé ; 3 si rien ne tourne");
  auto folder = std::make_shared<std::string>();
  verb->add_option("--data-dir", *folder, "dossier des données")->type_name("DOSSIER");
  verb->footer("Exemples :\n  comptoir down\n  comptoir down --data-dir /tmp/essai");
  verb->callback([folder, &exit_code] {
    exit_code = down(folder->empty() ? infra::DataDir::default_path() : std::filesystem::path(*folder));
  });
}

}  // namespace comptoir
