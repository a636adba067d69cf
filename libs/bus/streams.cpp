#include "libs/bus/streams.hpp"

#include <algorithm>
#include <charconv>

namespace comptoir::bus {

bool is_partitioned(std::string_view stream) {
  return stream != "produit.evenements" && stream != "magasin.evenements" &&
         std::ranges::find(kEmitters, stream, &Emitter::stream) != std::end(kEmitters);
}

std::string stream_of(const std::string& stream, Partition p) {
  return p.of > 1 && is_partitioned(stream) ? stream + '.' + std::to_string(p.number) : stream;
}

std::vector<std::string> streams_of(const std::vector<std::string>& streams, int partitions) {
  std::vector<std::string> out;
  for (const auto& stream : streams)
    for (int p = 0; p < (is_partitioned(stream) ? partitions : 1); ++p)
      out.push_back(stream_of(stream, {p, partitions}));
  return out;
}

int partition_of(std::string_view name) {
  const auto digits = name.substr(without_partition(name).size());
  int number = 0;
  if (!digits.empty()) std::from_chars(digits.data() + 1, digits.data() + digits.size(), number);
  return number;
}

std::string_view without_partition(std::string_view name) {
  const auto stem = name.find_last_not_of("0123456789");
  const bool numbered = stem != name.npos && stem > 0 && name[stem] == '.' && stem + 1 < name.size();
  return numbered ? name.substr(0, stem) : name;
}

}  // namespace comptoir::bus
