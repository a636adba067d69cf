// Who breaks things, and who repairs letters. Both act between the steps of others.
#include "tests/simulation/simulation.hpp"

namespace comptoir::simulation {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kRepair = 1'500;  // of ten thousand: a broken handler is repaired

// What stock and panier keep in memory where there is one partition rests on the election alone: a second owner's commands
// move no position.
bool fenced(const Database& d, int partitions) {
  return partitions > 1 || (d.service() != "stock" && d.service() != "panier");
}

}  // namespace

Process& Simulation::any_process() { return *shop_.processes[universe_.random.below(shop_.processes.size())]; }

void Simulation::harass() {
  if (!universe_.faults) return;
  harass_processes();
  harass_stores();
  harass_redis();
  harass_handlers();
  if (universe_.strikes(Fault::clock_jump, 60)) {
    universe_.wall_offset += std::chrono::minutes(universe_.random.between(-40, 60));
    wall_low_ = std::min(wall_low_, universe_.wall_offset);
    wall_high_ = std::max(wall_high_, universe_.wall_offset);
  }
}

void Simulation::harass_processes() {
  auto& p = any_process();
  if (!p.up()) return;
  if (universe_.strikes(Fault::kill, 250)) return crash(p, false);
  if (universe_.strikes(Fault::power_cut, 120)) return crash(p, true);
  if (universe_.strikes(Fault::pause, 200))
    p.standing_until = universe_.now + std::chrono::milliseconds(universe_.random.below(8'000));
}

void Simulation::harass_stores() {
  auto& p = any_process();
  auto& d = p.database;
  if (universe_.strikes(Fault::store_down, 100)) d.go_away(std::chrono::milliseconds(universe_.random.below(2'000)));
  if (!p.up()) return;
  const int part = static_cast<int>(universe_.random.below(p.parts.size()));
  if (d.is_owned(part) && fenced(d, scenario_.partitions) && universe_.strikes(Fault::two_owners, 400))
    d.forget_owner(part);
}

void Simulation::harass_redis() {
  if (universe_.strikes(Fault::redis_down, 60))
    shop_.redis.go_away(std::chrono::milliseconds(universe_.random.below(2'000)));
  if (universe_.strikes(Fault::flushall, 100)) shop_.redis.flush();
  if (universe_.strikes(Fault::lost_tail, 200)) shop_.redis.lose_tail();
  if (universe_.strikes(Fault::lost_group, 200)) shop_.redis.lose_group();
  if (universe_.strikes(Fault::foreign, 120)) shop_.redis.write_foreign();
  if (universe_.strikes(Fault::forged, 120)) shop_.redis.forge();
  if (universe_.random.chance(300)) shop_.redis.remember();
  if (universe_.strikes(Fault::old_snapshot, 100)) shop_.redis.go_back(), shop_.redis.go_away(1ms);
}

void Simulation::harass_handlers() {
  const char* const services[] = {"stock", "client", "ventes"};
  auto& d = shop_.database(services[universe_.random.below(std::size(services))]);
  const auto client = shop_.client_id(universe_.random.below(scenario_.balances.size()));
  const auto key = "client:" + std::to_string(client);
  if (universe_.strikes(Fault::poison_apply, 100)) d.broken_apply.insert(key), d.ever_broken.insert(key);
  if (universe_.strikes(Fault::poison_decode, 100)) d.broken_decode.insert(key), d.ever_broken.insert(key);
  if (universe_.random.chance(kRepair)) d.broken_apply.clear(), d.broken_decode.clear();
}

void Simulation::operate() {
  current_->wakes = universe_.now + std::chrono::milliseconds(100 + universe_.random.below(400));
  for (auto& d : shop_.databases)
    for (int part = 0; part < scenario_.partitions; ++part) operate_on(*d, part);
}

// Puts away what no journal knows, replays the rest; a letter that fails again waits for the next time. An act is one
// partition's.
void Simulation::operate_on(Database& d, int part) {
  const Letter* first = nullptr;
  auto* process = shop_.some_process(d.service());
  if (!process || part >= std::ssize(process->parts)) return;
  for (const auto& [id, l] : d.rows.letters)
    if (l.waiting && process->part_of(l.what.stream) == part && (!first || l.what.seq == 0)) first = &l;
  if (!first) return;
  journal::ActRequest request{journal::ActKind::rejeu,       "opérateur", "simulation", {}, {},
                              universe_.random.chance(5'000)};
  if (first->what.seq == 0) request.genre = journal::ActKind::ecart, request.of.id = first->id;
  if (process->parts.size() > 1) request.of.partition = part;
  process->worker(part).submit(request, [](const http::Response&) {});
}

}  // namespace comptoir::simulation
