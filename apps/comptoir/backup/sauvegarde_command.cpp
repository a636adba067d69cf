#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/backup/backup.hpp"
#include "apps/comptoir/backup/command.hpp"
#include "apps/comptoir/backup/manifest.hpp"
#include "apps/comptoir/backup/restored.hpp"
#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;
constexpr double kMega = 1e6;

struct Words {
  std::string folder, data_dir;
  bool as_json = false;
};

int save(const Words& words) {
  const auto system = require_system(words.data_dir);
  if (!system) return kNothingRuns;
  const auto m = backup::take(*system, fs::absolute(words.folder), SystemClock());
  if (words.as_json)
    std::cout << backup::to_json(m);
  else
    std::cout << fmt::format("{} : {:.1f} Mo (bases : {:.1f} Mo) en {:.1f} s, prise le {}.\n", words.folder,
                             static_cast<double>(m.bytes) / kMega, static_cast<double>(m.database_bytes) / kMega,
                             m.seconds, m.taken_at);
  return 0;
}

int restore(const Words& words) {
  const auto begun = std::chrono::steady_clock::now();
  const auto target = fs::absolute(words.data_dir.empty() ? infra::DataDir::default_path() : fs::path(words.data_dir));
  backup::restore(fs::absolute(words.folder), target);
  auto restored = backup::prove(backup::read_manifest(words.folder), target);
  restored.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::cout << (words.as_json ? backup::to_json(restored) : backup::to_text(restored, target));
  return restored.holds() ? 0 : 1;
}

void add(CLI::App& verb, const std::shared_ptr<Words>& words, const char* what, const char* data_dir) {
  verb.add_option("DOSSIER", words->folder, what)->required();
  verb.add_option("--data-dir", words->data_dir, data_dir)->type_name("DOSSIER");
  verb.add_flag("--json", words->as_json, "pour les programmes");
}

}  // namespace

void add_backup_commands(CLI::App& app, int& exit_code) {
  auto* saving = app.add_subcommand("sauvegarde", "Copie tout, pendant que tout tourne : les bases au même instant");
  auto saved = std::make_shared<Words>();
  add(*saving, saved, "nouveau dossier qui recevra la copie", "dossier des données du système qui tourne");
  saving->footer("Exemples :\n  comptoir sauvegarde /srv/sauvegardes/2026-11-24\n  comptoir sauvegarde essai --json");
  saving->callback([saved, &exit_code] { exit_code = save(*saved); });

  auto* restoring = app.add_subcommand(
      "restauration",
      "Remplit un dossier de données vide, finit ce qui était en cours, vérifie les invariants ; 1 si rompu");
  auto restored = std::make_shared<Words>();
  add(*restoring, restored, "dossier d'une sauvegarde", "dossier de données à remplir, vide ou nouveau");
  restoring->footer("Exemple :\n  comptoir restauration /srv/sauvegardes/2026-11-24 --data-dir /var/lib/comptoir-neuf");
  restoring->callback([restored, &exit_code] { exit_code = restore(*restored); });
}

}  // namespace comptoir
