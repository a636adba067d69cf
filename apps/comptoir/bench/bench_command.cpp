#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "apps/comptoir/bench/command.hpp"
#include "apps/comptoir/bench/journal/command.hpp"
#include "apps/comptoir/bench/report/report.hpp"
#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/demo/interruption.hpp"
#include "apps/comptoir/demo/temporary_system.hpp"
#include "apps/comptoir/replay/plan/source.hpp"
#include "apps/comptoir/verify/report.hpp"

namespace comptoir {
namespace {

constexpr double kMaxRate = 100'000, kMaxSeconds = 3600;
constexpr std::size_t kMaxInFlight = 4096;
constexpr double kLeastStep = 1.02, kMostStep = 4;
constexpr double kLeastLag = 0.01, kMostLag = 100;  // ms
constexpr int kBadInput = 2;

struct BenchOptions {
  bench::Request request;
  std::string page, data_dir;
  bool as_json = false, poisson = false;
};

/// What was measured on a system whose books do not balance is no figure.
bool verified(const infra::Running& system) {
  const auto report = verify::verify(config_of(system));
  if (report.at_rest && report.holds()) return true;
  std::cerr << to_table(report, false) << "comptoir bench : les invariants ne tiennent pas : pas de chiffre.\n";
  return false;
}

void write_page(const std::string& file, const bench::Result& result) {
  std::ofstream out(file);
  out << bench::to_page(result);
  if (!out.flush()) throw Permanent("la page ne s'écrit pas dans " + file);
}

int tell(const BenchOptions& options, const bench::Result& result) {
  if (!options.page.empty()) write_page(options.page, result);
  std::cout << (options.as_json ? to_json(result) + '\n' : to_table(result));
  const auto& m = result.measure;
  if (!m.void_because.empty()) std::cerr << "comptoir bench : mesure nulle : " << m.void_because << '\n';
  const bool found = !options.request.search || m.sustained();
  if (!found) std::cerr << "comptoir bench : aucun débit n'a été soutenu\n";
  return m.void_because.empty() && found ? 0 : 1;
}

int run_privately(const BenchOptions& options) {
  demo::Interruption interruption;
  const demo::TemporarySystem system;
  interruption.guard(system.folder(), system.pid());
  auto result = bench::run(system.running(), options.request);
  result.verified = verified(system.running());
  return result.verified ? tell(options, result) : 1;
}

/// A system that goes on afterwards: whoever fills it says when its books are verified, which takes minutes in a large one.
int run_in(const BenchOptions& options) {
  const auto system = require_system(options.data_dir);
  return system ? tell(options, bench::run(*system, options.request)) : kNothingRuns;
}

int run(BenchOptions options) try {
  options.request.arrivals = options.poisson ? bench::Arrivals::poisson : bench::Arrivals::constant;
  return options.data_dir.empty() ? run_privately(options) : run_in(options);
} catch (const replay::InputError& e) {
  std::cerr << "comptoir bench : " << options.request.file.string() << " : " << e.what() << '\n';
  return kBadInput;
}

void add_load_options(CLI::App& verb, BenchOptions& o) {
  auto& r = o.request;
  verb.add_option("--rate", r.rate, "commandes par seconde ; avec --search, le premier palier")
      ->type_name("N")
      ->check(CLI::Range(1.0, kMaxRate))
      ->capture_default_str();
  verb.add_option("--seconds", r.seconds, "durée mesurée")->check(CLI::Range(1.0, kMaxSeconds))->capture_default_str();
  verb.add_option("--warmup", r.warmup, "secondes avant, non mesurées")
      ->check(CLI::Range(0.0, kMaxSeconds))
      ->capture_default_str();
  verb.add_option("--seed", r.seed, "graine : la même donne les mêmes commandes")->capture_default_str();
  verb.add_option("--max-lag", r.max_lag_ms, "retard du générateur au p99, en ms, au-delà duquel la mesure est nulle")
      ->type_name("MS")
      ->check(CLI::Range(kLeastLag, kMostLag))
      ->capture_default_str();
  verb.add_flag("--poisson", o.poisson, "arrivées de Poisson (défaut : à intervalles égaux)");
  auto* hot =
      verb.add_flag("--hot-product", r.mix.hot_product, "toutes les commandes veulent le même produit du même magasin");
  verb.add_option("--file", r.file, "commandes d'un fichier Online Retail au lieu de commandes tirées")
      ->type_name("FICHIER")
      ->excludes(hot);
  auto* closed =
      verb.add_option("--in-flight", r.in_flight, "boucle fermée de N commandes : la capacité, sans débit demandé")
          ->type_name("N")
          ->check(CLI::Range(std::size_t{1}, kMaxInFlight));
  auto* search =
      verb.add_flag("--search", r.search, "cherche le plus haut débit soutenu : paliers courts, puis --seconds");
  verb.add_option("--step", r.raise, "facteur d'un palier de --search au suivant")
      ->type_name("X")
      ->check(CLI::Range(kLeastStep, kMostStep))
      ->needs(search->excludes(closed))
      ->capture_default_str();
}

}  // namespace

void add_bench_command(CLI::App& app, int& exit_code) {
  auto* verb =
      app.add_subcommand("bench", "Mesure un système privé : débit terminé, latences, coût de chaque commande");
  auto options = std::make_shared<BenchOptions>();
  add_load_options(*verb, *options);
  verb->add_flag("--json", options->as_json, "pour les programmes");
  verb->add_option("--page", options->page, "écrit aussi une page HTML avec des courbes")->type_name("FICHIER");
  verb->add_option("--data-dir", options->data_dir,
                   "un système qui tourne, au lieu d'un privé ; `comptoir verify` reste à faire")
      ->type_name("DOSSIER")
      ->check(CLI::ExistingDirectory);
  verb->footer(
      "Les latences comptent depuis l'instant prévu, jamais depuis l'envoi. Le verdict est lu sur GET /events/flux.\n"
      "Une mesure dont le générateur était en retard (p99 > --max-lag) est nulle ; `comptoir verify` doit être vert.\n"
      "Exemples :\n  comptoir bench --rate 500 --seconds 30\n  comptoir bench --search --seconds 60 --page bench.html\n"
      "  comptoir bench --hot-product --rate 400 --json");
  add_journal_command(*verb, exit_code);
  verb->callback([verb, options, &exit_code] {
    if (verb->get_subcommands().empty()) exit_code = run(*options);
  });
}

}  // namespace comptoir
