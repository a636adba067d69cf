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
  const auto digits = name.substr(name.rfind('.') + 1);
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

}  // namespace comptoir::bus
