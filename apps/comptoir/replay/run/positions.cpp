#include "apps/comptoir/replay/run/positions.hpp"

#include <algorithm>
#include <thread>

namespace comptoir::replay {
namespace {

constexpr std::chrono::milliseconds kAskAgain{25};

std::map<std::string, std::int64_t> counters(const boost::json::value& state, std::string_view name) {
  std::map<std::string, std::int64_t> out;
  for (const auto& [stream, seq] : state.at(name).as_object()) out[std::string(stream)] = seq.to_number<std::int64_t>();
  return out;
}

}  // namespace

Positions::Positions(const infra::Running& system, Pulse& pulse) {
  for (const auto& [name, url] : system.services) services_.try_emplace(name, url, pulse);
}

boost::json::value Positions::state_of(const std::string& service) {
  return services_.at(service).require("GET", "/internal/etat/" + service);
}

std::map<std::string, std::int64_t> Positions::heads() {
  std::map<std::string, std::int64_t> all;
  for (const auto& [name, api] : services_)
    for (const auto& [stream, seq] : counters(state_of(name), "journal")) all[stream] = seq;
  return all;
}

std::map<std::string, std::int64_t> Positions::positions_of(const std::string& service) {
  return counters(state_of(service), "positions");
}

std::vector<Positions::Lag> Positions::lags(const std::string& only) {
  const auto heads_now = heads();
  std::vector<Lag> out;
  progress_ = 0;
  for (const auto& [name, api] : services_) {
    if (!only.empty() && name != only) continue;
    for (const auto& [stream, seq] : positions_of(name)) {
      progress_ += seq;
      const auto head = heads_now.find(stream);
      if (head != heads_now.end() && seq < head->second) out.push_back({name, stream, seq, head->second});
    }
  }
  return out;
}

void Positions::wait_for_rest() {
  Watchdog watchdog;
  for (auto behind = lags(); !behind.empty(); behind = lags()) {
    watchdog.observe(progress(), describe(behind));
    std::this_thread::sleep_for(kAskAgain);
  }
}

void Positions::wait_for(const std::string& service, const std::vector<std::string>& streams) {
  Watchdog watchdog;
  for (;; std::this_thread::sleep_for(kAskAgain)) {
    auto behind = lags(service);
    std::erase_if(behind, [&](const Lag& lag) { return std::ranges::find(streams, lag.stream) == streams.end(); });
    if (behind.empty()) return;
    watchdog.observe(progress(), describe(behind));
  }
}

std::string describe(const std::vector<Positions::Lag>& lags) {
  std::string text;
  for (const auto& lag : lags)
    text += (text.empty() ? "" : " ; ") + lag.service + " n'a pas lu " + lag.stream + " au-delà de " +
            std::to_string(lag.position) + " (journal : " + std::to_string(lag.head) + ")";
  return text;
}

void Watchdog::observe(std::int64_t progress, const std::string& what) {
  if (progress != last_) moved_.beat();
  last_ = progress;
  if (moved_.silence() > Positions::kMaxStuck)
    throw Retryable("plus rien n'avance depuis " + std::to_string(Positions::kMaxStuck.count()) + " s : " + what +
                    ". Voyez `comptoir status` et les journaux de ce service.");
}

}  // namespace comptoir::replay
