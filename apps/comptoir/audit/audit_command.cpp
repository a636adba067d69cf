#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/audit/command.hpp"
#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/database_options.hpp"
#include "apps/comptoir/commands/progress.hpp"
#include "libs/json/writer.hpp"
#include "services/event-store/adapters/audit_sql.hpp"

namespace comptoir {
namespace {

using event_store::Audit;

struct AuditOptions {
  DatabaseOptions databases;
  std::int64_t from = 1;
  std::optional<std::int64_t> to;
  bool as_json = false;
};

std::string to_json(const Audit& audit, double seconds) {
  json::Writer w;
  w.open().field("ok", !audit.anomalie).field("de", audit.de).field("a", audit.a);
  w.field("evenements", audit.evenements).field("tetes_signees", audit.tetes).field("hash", audit.hash);
  w.key("secondes").raw(fmt::format("{:.3f}", seconds)).key("anomalie");
  if (audit.anomalie)
    w.open().field("position", audit.anomalie->position).field("raison", audit.anomalie->raison).close();
  else
    w.null();
  w.close();
  return std::move(w).text() + '\n';
}

std::string to_text(const Audit& audit, double seconds) {
  std::string text = fmt::format("Positions {} à {} : {} événements relus en {:.1f} s ({:.0f}/s), {} têtes signées.\n",
                                 audit.de, audit.a, audit.evenements, seconds,
                                 static_cast<double>(audit.evenements) / std::max(seconds, 1e-3), audit.tetes);
  if (!audit.anomalie) return text + "La chaîne tient. Hash : " + audit.hash + '\n';
  return text + fmt::format("ROMPU à la position {} : {}.\n", audit.anomalie->position, audit.anomalie->raison);
}

int run(const AuditOptions& options) {
  const auto config = options.databases.find();
  if (!config) return kNothingRuns;
  postgres::Connection sql(config->conninfo_of("event-store", "comptoir_audit"));
  const auto begun = std::chrono::steady_clock::now();
  Progress progress("audit", 0);
  const auto audit = event_store::auditer(
      sql, options.from, options.to, config->event_store.dossier_audit, [&](std::int64_t done, std::int64_t total) {
        progress.at(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
      });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::cout << (options.as_json ? to_json(audit, seconds) : to_text(audit, seconds));
  return audit.anomalie ? 1 : 0;
}

}  // namespace

void add_audit_command(CLI::App& app, int& exit_code) {
  auto* audit = app.add_subcommand("audit", "Vérifie que le journal global est ce qui y fut écrit");
  audit->require_subcommand(1);
  audit->footer("Exemple :\n  comptoir audit verify");
  auto* verb = audit->add_subcommand(
      "verify",
      "Recalcule la chaîne, compte positions et versions, compare les têtes signées ; 1 si le journal est rompu");
  auto options = std::make_shared<AuditOptions>();
  options->databases.add_to(*verb);
  verb->add_option("--from", options->from, "première position")->check(CLI::PositiveNumber)->type_name("POSITION");
  verb->add_option("--to", options->to, "dernière position (défaut : la tête)")
      ->check(CLI::PositiveNumber)
      ->type_name("POSITION");
  verb->add_flag("--json", options->as_json, "pour les programmes");
  verb->footer("Exemples :\n  comptoir audit verify\n  comptoir audit verify --from 1000000 --to 2000000 --json");
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace comptoir
