#include "apps/comptoir/observatoire/exposition.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "libs/bus/streams.hpp"

namespace comptoir::observatoire {
namespace {

enum class Join { sum, max };

struct Shown {
  std::string_view metric;
  std::vector<std::string_view> labels;
  std::string_view word;
  Join join = Join::sum;
};

// Several series of one metric that have the same labels here are joined: every partition, every reason.
const std::vector<Shown>& table() {
  static const std::vector<Shown> shown = {
      {"comptoir_journal_tete", {"stream"}, "tete"},
      {"comptoir_position", {"service", "stream"}, "position"},
      {"comptoir_partition_tenue", {"service"}, "tenue", Join::max},
      {"comptoir_postgresql_joignable", {"service"}, "postgresql", Join::max},
      {"comptoir_redis_joignable", {"service"}, "redis", Join::max},
      {"comptoir_file", {"service"}, "file"},
      {"comptoir_lettres_mortes", {"service"}, "lettres"},
      {"comptoir_reprises_total", {"service"}, "reprises"},
      {"comptoir_sagas_en_cours", {"attend"}, "encours"},
      {"comptoir_sagas_en_retard", {"attend"}, "enretard"},
      {"comptoir_commandes_terminees_total", {"motif"}, "fin"},
      {"comptoir_saga_seconds_sum", {}, "duree_somme"},
      {"comptoir_saga_seconds_count", {}, "duree_nombre"},
  };
  return shown;
}

std::string_view label(std::string_view labels, std::string_view name) {
  const auto at = labels.find(std::string(name) + "=\"");
  if (at == labels.npos) return {};
  const auto from = at + name.size() + 2;
  return labels.substr(from, labels.find('"', from) - from);
}

void add(Numbers& numbers, const Shown& shown, std::string_view labels, double value) {
  std::string key(shown.word);
  for (const auto name : shown.labels) key.append(":").append(bus::without_partition(label(labels, name)));
  const auto [place, fresh] = numbers.try_emplace(key, value);
  if (!fresh) place->second = shown.join == Join::sum ? place->second + value : std::max(place->second, value);
}

void read_line(std::string_view line, Numbers& numbers) {
  const auto space = line.rfind(' ');
  if (line.starts_with('#') || space == line.npos) return;
  double value = 0;
  const auto [end, error] = std::from_chars(line.data() + space + 1, line.data() + line.size(), value);
  if (error != std::errc() || end != line.data() + line.size()) return;
  const auto series = line.substr(0, space);
  const auto brace = std::min(series.find('{'), series.size());
  const auto shown = std::ranges::find(table(), series.substr(0, brace), &Shown::metric);
  if (shown != table().end()) add(numbers, *shown, series.substr(brace), value);
}

}  // namespace

void read_exposition(std::string_view text, Numbers& numbers) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    read_line(text.substr(0, end), numbers);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace comptoir::observatoire
