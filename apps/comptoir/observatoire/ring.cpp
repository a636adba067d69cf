#include "apps/comptoir/observatoire/ring.hpp"

#include <fmt/format.h>

#include <set>

#include "libs/json/writer.hpp"

namespace comptoir::observatoire {

void Ring::add(Instant time, Numbers numbers) {
  const std::lock_guard lock(mutex_);
  samples_.push_back({time, std::move(numbers)});
  ++last_;
  if (samples_.size() > size_) samples_.pop_front();
}

std::string Ring::json(std::int64_t after) const {
  const std::lock_guard lock(mutex_);
  const auto kept = static_cast<std::int64_t>(samples_.size());
  const auto from = samples_.begin() + std::clamp<std::int64_t>(after - (last_ - kept), 0, kept);
  std::set<std::string> keys;
  std::string out = fmt::format("{{\"dernier\":{},\"temps\":[", last_);
  for (auto s = from; s != samples_.end(); ++s) {
    out += fmt::format("{}{}", s == from ? "" : ",", s->time.time_since_epoch().count() / 1000);
    for (const auto& [key, number] : s->numbers) keys.insert(key);
  }
  out += "],\"series\":{";
  for (const auto& key : keys) {
    out += key == *keys.begin() ? "" : ",";
    json::append_quoted(out, key);
    out += ":[";
    for (auto s = from; s != samples_.end(); ++s) {
      const auto number = s->numbers.find(key);
      out += s == from ? "" : ",";
      out += number == s->numbers.end() ? "null" : fmt::format("{}", number->second);
    }
    out += "]";
  }
  return out + "}}";
}

}  // namespace comptoir::observatoire
