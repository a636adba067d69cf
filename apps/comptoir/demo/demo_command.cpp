#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/demo/command.hpp"
#include "apps/comptoir/demo/interruption.hpp"
#include "apps/comptoir/demo/sample.hpp"
#include "apps/comptoir/demo/temporary_system.hpp"
#include "apps/comptoir/demo/timeline.hpp"
#include "apps/comptoir/replay/run/replay.hpp"
#include "apps/comptoir/verify/report.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir {
namespace {

using demo::TemporarySystem;

/// The three endings of the sample with these factors, in order; documented in the README.
constexpr const char* kStockFactor = "0.98";
constexpr const char* kBalanceFactor = "0.9";
constexpr const char* kEndings[] = {"VenteConfirmee", "PaiementRefuse", "StockIndisponible"};

bool colour() { return isatty(STDOUT_FILENO) == 1 && !std::getenv("NO_COLOR"); }

void title(const std::string& text) {
  print_styled(std::cout, '\n' + (colour() ? "\x1b[1m" + one_line(text) + "\x1b[0m" : one_line(text)) + '\n');
  std::cout << std::flush;
}

replay::Request request_of(const std::filesystem::path& file) {
  replay::Request request{.file = file, .options = {}, .run = "demo", .sequential = true};
  request.options.stock_factor = replay::Ratio::parse(kStockFactor).value();
  request.options.balance_factor = replay::Ratio::parse(kBalanceFactor).value();
  return request;
}

/// The timeline of the first order that ended so; false when none did.
bool show_ending(replay::Api& api, const replay::Replayed& done, const std::string& statut) {
  const auto ending = std::ranges::find(done.endings, statut, &replay::Ending::statut);
  if (ending == done.endings.end()) {
    std::cout << "Aucune commande ne finit par " << statut << ".\n";
    return false;
  }
  const auto i = static_cast<std::size_t>(ending - done.endings.begin());
  title("Facture " + done.orders[i].invoice + " : " + statut);
  print_styled(std::cout, to_table(demo::timeline(api, done.placed.commande_ids[i]), colour()));
  return true;
}

bool show(const TemporarySystem& system, const std::filesystem::path& file) {
  title("Rejeu de " + file.filename().string() + ", une commande après l'autre");
  const auto done = replay::replay(request_of(file), system.running());
  std::cout << to_table(done.summary);
  replay::Pulse pulse;
  replay::Api api(system.running().url, pulse);
  bool all = true;
  for (const auto* statut : kEndings) all = show_ending(api, done, statut) && all;
  title("Vérification");
  const auto report = verify::verify(config_of(system.running()));
  print_styled(std::cout, to_table(report, colour()));
  std::cout << std::flush;
  return all && report.at_rest && report.holds();
}

int run(const std::string& chosen) {
  const auto file = chosen.empty() ? demo::find_sample() : std::filesystem::path(chosen);
  title("Démarrage d'un système privé : PostgreSQL, Redis, sept services");
  demo::Interruption interruption;
  const TemporarySystem system;
  interruption.guard(system.folder(), system.pid());
  std::cout << "  prêt : " << system.running().url << std::endl;
  const bool green = show(system, file);
  title(green ? "Tout est vert." : "Quelque chose ne va pas : voyez ci-dessus.");
  return green ? 0 : 1;
}

}  // namespace

void add_demo_command(CLI::App& app, int& exit_code) {
  auto* verb =
      app.add_subcommand("demo", "De vraies commandes à travers un système privé et temporaire, puis la vérification");
  auto file = std::make_shared<std::string>();
  verb->add_option("--fichier", *file, "un autre CSV d'Online Retail")->type_name("FICHIER");
  verb->footer("Exemple :\n  comptoir demo");
  verb->callback([file, &exit_code] { exit_code = run(*file); });
}

}  // namespace comptoir
