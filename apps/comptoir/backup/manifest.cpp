#include "apps/comptoir/backup/manifest.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "apps/comptoir/backup/backup.hpp"
#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/replay/run/api.hpp"
#include "libs/base/error.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::backup {
namespace bj = boost::json;
namespace {

constexpr std::int64_t kFormat = 1;

std::map<std::string, std::int64_t> counters(const bj::value& object) {
  std::map<std::string, std::int64_t> out;
  for (const auto& [name, value] : object.as_object()) out[std::string(name)] = value.to_number<std::int64_t>();
  return out;
}

}  // namespace

std::string to_json(const Manifest& m) {
  json::Writer w;
  w.open().field("format", kFormat).field("prise_le", m.taken_at).key("journaux").open();
  for (const auto& [stream, seq] : m.journals) w.field(stream, seq);
  w.close().field("octets_bases", m.database_bytes).field("octets", m.bytes);
  w.key("secondes").raw(fmt::format("{:.3f}", m.seconds)).close();
  return std::move(w).text() + '\n';
}

Manifest read_manifest(const std::filesystem::path& folder) {
  const auto file = folder / kManifestFile;
  const auto text = infra::read_text(file);
  if (!text) throw Permanent(folder.string() + " n'est pas une sauvegarde de comptoir (sauvegarde.json manque).");
  try {
    const auto value = bj::parse(*text);
    if (value.at("format").to_number<std::int64_t>() != kFormat)
      throw Permanent(file.string() +
                      " est d'un format que ce programme ne lit pas ; employez le comptoir qui l'a écrit.");
    return {std::string(value.at("prise_le").as_string()), counters(value.at("journaux")),
            value.at("octets_bases").to_number<std::int64_t>(), value.at("octets").to_number<std::int64_t>(),
            value.at("secondes").to_number<double>()};
  } catch (const boost::system::system_error& e) {
    throw Permanent(file.string() + " est illisible : " + e.what());
  }
}

std::map<std::string, std::int64_t> journal_heads(const infra::Running& system) {
  std::map<std::string, std::int64_t> all;
  replay::Pulse pulse;
  for (const auto& [name, url] : system.services)
    all.merge(counters(replay::Api(url, pulse).require("GET", "/internal/etat/" + name).at("journal")));
  return all;
}

}  // namespace comptoir::backup
