#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/database_options.hpp"
#include "apps/comptoir/commands/progress.hpp"
#include "apps/comptoir/evenements/command.hpp"
#include "apps/comptoir/replay/plan/source.hpp"
#include "libs/json/writer.hpp"
#include "libs/service/ownership.hpp"
#include "services/event-store/adapters/importation.hpp"

namespace comptoir {
namespace {

constexpr auto kApplication = "comptoir_import";
constexpr int kWrongUsage = 2;

struct ImportOptions {
  DatabaseOptions databases;
  std::string file;
  bool as_json = false;
};

int import(const ImportOptions& options) try {
  const auto config = options.databases.find();
  if (!config) return kNothingRuns;
  const auto lines = replay::open_source(options.file);
  postgres::Connection sql(config->conninfo_of("event-store", kApplication));
  service::take_over(sql, 1, kApplication);
  Progress progress("import", 0);
  const auto done = event_store::importer(sql, *lines, config->event_store.partition, [&](std::int64_t events) {
    progress.at(static_cast<std::size_t>(events), static_cast<std::size_t>(events));
  });
  if (options.as_json) {
    json::Writer w;
    w.open().field("evenements", done.evenements).field("hash", done.hash).close();
    std::cout << std::move(w).text() << '\n';
  } else {
    std::cout << done.evenements << " événements importés, la chaîne tient. Hash : " << done.hash << '\n';
  }
  return 0;
} catch (const replay::InputError& e) {
  std::cerr << "comptoir evenements : " << options.file << " : " << e.what() << '\n';
  return kWrongUsage;
}

}  // namespace

void add_evenements_command(CLI::App& app, int& exit_code) {
  auto* events = app.add_subcommand("evenements", "Le journal global, en fichier");
  events->require_subcommand(1);
  events->footer("Exemple :\n  comptoir evenements importer journal.ndjson.xz --data-dir /tmp/essai");
  auto* verb = events->add_subcommand(
      "importer", "Remplit un event-store vide d'un journal exporté (GET /events/export), et en vérifie la chaîne");
  auto options = std::make_shared<ImportOptions>();
  options->databases.add_to(*verb);
  verb->add_option("FICHIER", options->file, "NDJSON, tel quel, .gz ou .xz")->required();
  verb->add_flag("--json", options->as_json, "pour les programmes");
  verb->footer(
      "Les services se reconstruisent ensuite : comptoir rebuild stock, …\n\n"
      "Exemples :\n  curl -s http://127.0.0.1:8090/events/export | xz > journal.ndjson.xz\n"
      "  comptoir evenements importer journal.ndjson.xz --data-dir /tmp/essai");
  verb->callback([options, &exit_code] { exit_code = import(*options); });
}

}  // namespace comptoir
