#include "apps/comptoir/backup/restored.hpp"

#include <fmt/format.h>

#include "apps/comptoir/backup/manifest.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/demo/temporary_system.hpp"
#include "apps/comptoir/replay/run/positions.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::backup {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> missing_of(const Manifest& manifest, const std::map<std::string, std::int64_t>& heads) {
  std::vector<std::string> missing;
  for (const auto& [stream, seq] : manifest.journals) {
    const auto head = heads.find(stream);
    const auto found = head == heads.end() ? 0 : head->second;
    if (found < seq) missing.push_back(fmt::format("{} finit à {}, la sauvegarde disait {}", stream, found, seq));
  }
  return missing;
}

}  // namespace

Restored prove(const Manifest& manifest, const fs::path& data_dir) {
  const demo::ChildSystem system(data_dir, data_dir / "logs" / "restauration.log");
  replay::Pulse pulse;
  replay::Positions positions(system.running(), pulse);
  positions.wait_for_rest();
  return {manifest, missing_of(manifest, positions.heads()), verify::verify(config_of(system.running())), 0};
}

std::string to_json(const Restored& r) {
  json::Writer w;
  w.open().field("ok", r.holds()).key("sauvegarde").raw(to_json(r.manifest)).key("manques").open_array();
  for (const auto& line : r.missing) w.value(line);
  w.close_array().key("verification").raw(verify::to_json(r.report));
  w.key("secondes").raw(fmt::format("{:.3f}", r.seconds)).close();
  return std::move(w).text() + '\n';
}

std::string to_text(const Restored& r, const fs::path& data_dir) {
  std::string text = verify::to_table(r.report, false);
  for (const auto& line : r.missing) text += "MANQUE : " + line + '\n';
  text += fmt::format("Sauvegarde du {} restaurée en {:.1f} s dans {}.\n", r.manifest.taken_at, r.seconds,
                      data_dir.string());
  return text + (r.holds() ? "Tout y est ; lancez : comptoir up --data-dir " + data_dir.string() + '\n'
                           : "Quelque chose ne va pas : voyez ci-dessus.\n");
}

}  // namespace comptoir::backup
