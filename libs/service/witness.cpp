#include "libs/service/witness.hpp"

#include <algorithm>

#include "libs/json/fields.hpp"

namespace comptoir::service {
namespace {

constexpr std::chrono::milliseconds kWitnessAnswer{500};

std::map<std::string, std::int64_t> read_positions(const std::string& body) {
  std::map<std::string, std::int64_t> out;
  const auto state = json::parse(body);
  for (const auto& [stream, seq] : state.at("positions").as_object()) out[stream] = seq.to_number<std::int64_t>();
  return out;
}

}  // namespace

Remembered ask_event_store(const std::string& url) try {
  const auto answer = http::Client(url, kWitnessAnswer).send("GET", "/internal/etat/event-store");
  if (answer.status != 200) return std::nullopt;
  return read_positions(answer.body);
} catch (const std::exception&) {  // no answer, or none that we understand
  return std::nullopt;
}

std::string must_not_write(const std::map<std::string, std::int64_t>& heads, const Remembered& remembered,
                           const std::string& service) {
  const bool empty = std::ranges::all_of(heads, [](const auto& head) { return head.second == 0; });
  if (!remembered)
    return empty ? "Base vide, et l'event-store, qui sait si elle a un passé, ne répond pas encore." : "";
  for (const auto& [stream, head] : heads) {
    const auto known = remembered->find(stream);
    if (known == remembered->end() || known->second <= head) continue;
    return "La base s'arrête à " + std::to_string(head) + " de " + stream + ", l'event-store en connaît " +
           std::to_string(known->second) +
           " : elle a été perdue ou vient d'une vieille copie. Faites `comptoir rebuild " + service +
           (empty ? "" : " --vider") + "`.";
  }
  return "";
}

}  // namespace comptoir::service
