#include "apps/comptoir/rebuild/rebuild_service.hpp"
#include "libs/base/terminal.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::rebuild {
namespace {

void write_map(json::Writer& w, std::string_view name, const std::map<std::string, std::int64_t>& values) {
  w.key(name).open();
  for (const auto& [stream, seq] : values) w.field(stream, seq);
  w.close();
}

std::string listed(const char* verb, const std::map<std::string, std::int64_t>& values) {
  std::string text;
  for (const auto& [stream, seq] : values)
    text += std::string("  ") + verb + ' ' + stream + " 1.." + std::to_string(seq) + '\n';
  return text;
}

}  // namespace

std::string to_json(const Outcome& o) {
  json::Writer w;
  w.open().field("service", o.service).field("evenements", o.events).field("duree_ms", o.took.count());
  write_map(w, "journal", o.rebuilt.journal);
  write_map(w, "positions", o.rebuilt.positions);
  w.key("a_consommer").open_array();
  for (const auto& [stream, stop] : o.rebuilt.left)
    w.open().field("stream", stream).field("a_partir_de", stop.seq).field("raison", stop.why).close();
  w.close_array().close();
  return std::move(w).text();
}

std::string to_text(const Outcome& o) {
  std::string text = o.service + " reconstruit : " + std::to_string(o.events) + " événements en " +
                     std::to_string(o.took.count()) + " ms\n" + listed("a dit     ", o.rebuilt.journal) +
                     listed("a consommé", o.rebuilt.positions);
  for (const auto& [stream, stop] : o.rebuilt.left)
    text += "  reste à consommer " + stream + " à partir de " + std::to_string(stop.seq) + " : " + one_line(stop.why) +
            '\n';
  return text;
}

}  // namespace comptoir::rebuild
