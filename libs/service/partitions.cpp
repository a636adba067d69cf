#include "libs/service/partitions.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "libs/base/ids.hpp"

namespace comptoir::service {
namespace {

constexpr std::size_t kTail = 12;  // hexadecimal digits: the last group of a UUID, random in version 7

// Instances agree on it, whatever they were built with (FNV-1a).
std::uint64_t weight(int partition, const std::string& instance) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : std::to_string(partition) + ' ' + instance) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  hash ^= hash >> 32;  // the last character weighs too
  return hash * 0x9E3779B97F4A7C15ULL;
}

}  // namespace

bool is_partitioned(const Room& room) {
  const auto streams = room.emits();
  return std::ranges::any_of(streams, [](const auto& stream) { return bus::is_partitioned(stream); });
}

int workers_of(const Room& room, int partitions) { return is_partitioned(room) ? partitions : 1; }

std::vector<std::string> emitted(const Room& room, bus::Partition partition) {
  auto out = room.emits();
  for (auto& stream : out) stream = bus::stream_of(stream, partition);
  return out;
}

std::vector<std::string> consumed(const Room& room, bus::Partition partition) {
  if (!is_partitioned(room)) return bus::streams_of(room.consumes(), partition.of);
  std::vector<std::string> out;
  for (const auto& stream : room.consumes())
    if (bus::is_partitioned(stream) || partition.number == 0) out.push_back(bus::stream_of(stream, partition));
  return out;
}

std::optional<std::uint64_t> number_for(const Room& room, const std::any& message, const std::string& key) {
  const auto number = message.has_value() ? room.partition_key(message) : 0;
  if (number || key.empty()) return number;
  return number_of(sha256_hex(key));
}

// Highest random weight, with bounds: each partition goes to the instance that weighs most for it and has not had its share.
// What does not divide gives one more to some.
std::vector<std::string> share_out(int partitions, std::vector<std::string> instances) {
  std::ranges::sort(instances);
  const auto duplicates = std::ranges::unique(instances);
  instances.erase(duplicates.begin(), duplicates.end());
  const int count = static_cast<int>(instances.size()), share = partitions / count;
  int more = partitions % count;
  std::map<std::string, int> load;
  std::vector<std::string> out;
  for (int p = 0; p < partitions; ++p) {
    const std::string* best = nullptr;
    for (const auto& instance : instances)
      if (load[instance] < share + (more > 0 ? 1 : 0) && (!best || weight(p, instance) > weight(p, *best)))
        best = &instance;
    if (++load[*best] > share) --more;
    out.push_back(*best);
  }
  return out;
}

std::string IdsOfPartition::next(Instant now) {
  for (;;) {
    auto id = ids_.next(now);
    if (bus::partition_of_number(number_of(id), partition_.of) == partition_.number) return id;
  }
}

std::uint64_t number_of(std::string_view id) {
  if (id.size() < kTail) return 0;
  std::uint64_t number = 0;
  std::from_chars(id.data() + id.size() - kTail, id.data() + id.size(), number, 16);
  return number;
}

}  // namespace comptoir::service
