#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/replay/command.hpp"
#include "apps/comptoir/replay/run/replay.hpp"
#include "libs/base/clock.hpp"

namespace comptoir {
namespace {

struct ReplayOptions {
  std::string file, from, to, stock_factor = "1", balance_factor = "1", run, dates, data_dir, url;
  std::size_t concurrency = 64;
  bool sequential = false, as_json = false, strict = false;
};

constexpr int kWrongUsage = 2;
constexpr std::size_t kMaxConcurrency = 512;
constexpr const char *kDayFirst = "j/m/a", *kMonthFirst = "m/j/a";

std::string check_day(const std::string& text) {
  return parse_day(text) ? "" : "jour AAAA-MM-JJ attendu, reçu " + text;
}

std::string check_factor(const std::string& text) {
  return replay::Ratio::parse(text) ? "" : "nombre décimal positif attendu (ex. 0.98), reçu " + text;
}

std::string check_run(const std::string& text) {
  const bool good = !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
  return good ? "" : "1 à 64 lettres, chiffres, - ou _ attendus";
}

replay::Request request_of(const ReplayOptions& options) {
  replay::Request request{.file = options.file,
                          .options = {},
                          .run = options.run,
                          .sequential = options.sequential,
                          .concurrency = options.concurrency};
  if (!options.from.empty()) request.options.from = options.from;
  if (!options.to.empty()) request.options.to = options.to;
  request.options.stock_factor = replay::Ratio::parse(options.stock_factor).value();
  request.options.balance_factor = replay::Ratio::parse(options.balance_factor).value();
  if (!options.dates.empty())
    request.options.dates = options.dates == kDayFirst ? replay::DayOrder::day_first : replay::DayOrder::month_first;
  if (request.run.empty() && options.file != replay::kStandardInput)
    request.run = replay::run_of(request.file, request.options);
  return request;
}

int nothing_kept(const replay::Plan& plan) {
  std::cerr
      << "comptoir replay : rien à rejouer : " << plan.bad_lines << " lignes illisibles, et sur " << plan.read_lines
      << " bonnes aucune vente (quantité et prix positifs, CustomerID connu) dans ces jours. Voyez --from, --to et "
         "les lignes ignorées.\n";
  return 1;
}

/// 1 when no order of the file was placed, or with --strict when anything of it was lost; lost things are never silent.
int verdict(const ReplayOptions& options, const replay::Summary& summary) {
  if (summary.orders == 0) std::cerr << "comptoir replay : aucune facture n'est passée.\n";
  if (summary.bad_lines + summary.losses == 0) return summary.orders == 0 ? 1 : 0;
  std::cerr << "comptoir replay : " << summary.bad_lines << " lignes ignorées, " << summary.losses << " pertes"
            << (options.strict ? ".\n" : " ; --strict en fait un échec.\n");
  return options.strict || summary.orders == 0 ? 1 : 0;
}

int run(const ReplayOptions& options) {
  const auto system = require_system(options.url.empty() ? options.data_dir : options.url);
  if (!system) return kNothingRuns;
  try {
    const auto request = request_of(options);
    auto plan = replay::read_plan(request.file, request.options);
    if (plan.orders.empty()) return nothing_kept(plan);
    const auto done = replay::replay(request, std::move(plan), *system);
    std::cout << (options.as_json ? to_json(done.summary) + '\n' : to_table(done.summary));
    return verdict(options, done.summary);
  } catch (const replay::InputError& e) {
    std::cerr << "comptoir replay : " << options.file << " : " << e.what() << '\n';
    return kWrongUsage;
  }
}

void add_options(CLI::App& verb, ReplayOptions& o) {
  verb.add_option("FICHIER", o.file,
                  "CSV d'Online Retail ou d'Online Retail II ; .gz et .xz sont lus tels quels ; - : l'entrée")
      ->required();
  verb.add_option("--dates", o.dates, "ordre des dates que la colonne ne tranche pas : j/m/a ou m/j/a")
      ->type_name("ORDRE")
      ->check(CLI::IsMember({kDayFirst, kMonthFirst}));
  verb.add_option("--from", o.from, "premier jour")->type_name("AAAA-MM-JJ")->check(check_day);
  verb.add_option("--to", o.to, "dernier jour, compris")->type_name("AAAA-MM-JJ")->check(check_day);
  verb.add_option("--stock-factor", o.stock_factor, "stock reçu / unités vendues")
      ->type_name("X")
      ->check(check_factor)
      ->capture_default_str();
  verb.add_option("--balance-factor", o.balance_factor, "solde d'ouverture / achats")
      ->type_name("X")
      ->check(check_factor)
      ->capture_default_str();
  verb.add_flag("--sequential", o.sequential, "une commande après l'autre : le résultat est déterminé");
  verb.add_option("--concurrency", o.concurrency, "requêtes à la fois")
      ->check(CLI::Range(std::size_t{1}, kMaxConcurrency))
      ->capture_default_str();
  verb.add_option("--run", o.run, "nom de ce rejeu : le même nom reprend (défaut : tiré du fichier et des options)")
      ->check(check_run);
  verb.add_flag("--strict", o.strict, "1 si une ligne est ignorée ou une facture perdue");
  verb.add_flag("--json", o.as_json, "pour les programmes");
  auto* folder = verb.add_option("--data-dir", o.data_dir, "dossier des données")->type_name("DOSSIER");
  verb.add_option("--url", o.url, "un système qui tourne ailleurs, http://hôte:port")->excludes(folder);
}

}  // namespace

void add_replay_command(CLI::App& app, int& exit_code) {
  auto* verb =
      app.add_subcommand("replay", "Rejoue de vraies factures : catalogue, stock, clients, puis chaque commande");
  verb->require_subcommand(1);
  verb->footer("Exemple :\n  comptoir replay online-retail data/online-retail-sample.csv.xz");
  auto* source = verb->add_subcommand("online-retail", "Le fichier Online Retail (UCI, doi 10.24432/C5BW33)");
  auto options = std::make_shared<ReplayOptions>();
  add_options(*source, *options);
  source->footer(
      "Exemples :\n  comptoir replay online-retail data/online-retail-sample.csv.xz\n"
      "  comptoir replay online-retail data/online-retail-sample.csv.xz --stock-factor 0.98 --balance-factor 0.9 "
      "--sequential --json\n"
      "  xz -dc ventes.csv.xz | comptoir replay online-retail - --dates j/m/a --strict");
  source->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace comptoir
