#include "tests/simulation/simulation.hpp"

namespace comptoir::simulation {
namespace {

using namespace std::chrono_literals;

constexpr int kSafetySteps = 2'500, kLivenessSteps = 60'000, kStall = 40, kLook = 16, kBetween = 12;
constexpr int kMaxDepth = 2;  // steps that stand still within one another

}  // namespace

Simulation::Simulation(std::uint64_t seed, Coverage& coverage, bool tracing)
    : coverage_(coverage),
      universe_(seed, coverage, tracing),
      scenario_(universe_.random),
      shop_(universe_, scenario_) {
  universe_.choose_faults();
  slow_ = universe_.random.chance(2'000);
  universe_.at_overlap = [this] { overlap(); };
  universe_.at_border = [this](const char* where) { border(where); };
  shop_.at_sleep = [this](std::chrono::milliseconds time) {
    if (current_) current_->wakes = universe_.now + time;
  };
  universe_.at_block = [this](std::chrono::milliseconds time) {
    if (!current_) return;
    current_->blocked_until = universe_.now + time;
    current_->news = universe_.news;
  };
  cast();
}

void Simulation::cast() {
  for (auto& p : shop_.processes)
    for (int part = 0; part < std::ssize(p->parts); ++part) {
      actors_.push_back({Actor::Kind::worker, p.get(), part});
      actors_.push_back({Actor::Kind::reader, p.get(), part});
    }
  for (auto& s : shop_.people) actors_.push_back({Actor::Kind::person, nullptr, 0, s.get()});
  actors_.push_back({Actor::Kind::nemesis});
  actors_.push_back({Actor::Kind::operating});
}

void Simulation::run() {
  safety();
  heal();
  liveness();
  const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(universe_.now.time_since_epoch());
  check_everything(universe_, shop_, scenario_, wall + wall_high_ - wall_low_);
}

void Simulation::safety() {
  universe_.faults = true;
  const int steps = (kSafetySteps / 2 + static_cast<int>(universe_.random.below(kSafetySteps))) *
                    scenario_.partitions;  // of more people
  for (int i = 0; i < steps; ++i) {
    step();
    if (i % kLook == 0 && shop_.unfinished().empty()) break;
  }
}

void Simulation::heal() {
  universe_.trace("faults stop");
  universe_.faults = false;
  universe_.saw("ordered_under_faults", std::ssize(tables_of<PanierTables>(shop_.database("panier")).commandes));
  universe_.saw("sold_under_faults", std::ssize(tables_of<VentesTables>(shop_.database("ventes")).ventes));
  for (auto& d : shop_.databases) {
    d->broken_apply.clear();
    d->broken_decode.clear();
    if (d->usurped()) d->go_away(1ms);  // a wrong election ends with everybody's session
  }
  for (auto& p : shop_.processes) {
    if (!p->up()) shop_.start(*p);
    p->standing_until = {};
  }
}

void Simulation::liveness() {
  for (int i = 0; i < kLivenessSteps; ++i) {
    step();
    if (i % kLook == 0 && shop_.unfinished().empty()) return;
  }
  check_nothing_is_skipped(universe_, shop_);  // the better name for what is stuck
  universe_.breach("liveness", "nothing fails any more, yet " + shop_.unfinished());
}

void Simulation::step() {
  ++coverage_.steps;
  pass_time();
  auto& actor = actors_[universe_.random.below(actors_.size())];
  if (!may_act(actor)) return void(++idle_);
  idle_ = 0;
  act(actor);
}

// Mostly little; sometimes enough for time-outs. When everybody sleeps, until somebody wakes.
void Simulation::pass_time() {
  universe_.now += std::chrono::microseconds(universe_.random.below(500));
  if (universe_.random.chance(40))
    universe_.now += std::chrono::milliseconds(universe_.random.below(slow_ ? 4'000 : 400));
  if (idle_ > static_cast<int>(actors_.size())) universe_.now += 20ms, idle_ = 0;
}

bool Simulation::may_act(const Actor& a) const {
  if (a.on_stack || universe_.now < a.wakes) return false;
  if (universe_.now < a.blocked_until && a.news == universe_.news) return false;
  if (a.kind == Actor::Kind::person)
    return !a.script->done() && (shop_.people.front()->done() || a.script == shop_.people.front().get());
  if (!a.process) return true;
  if (a.process->standing_until > universe_.now) return false;
  if (!a.process->up()) return a.kind == Actor::Kind::worker && a.process->restart_at <= universe_.now;
  if (a.process->ending) return false;  // it is dead as soon as who stands in the middle of something runs again
  // The worker may take its reader away: not while the reader stands in the middle of something.
  const auto& reader = actors_[static_cast<std::size_t>(&a - actors_.data()) + 1];
  return a.kind != Actor::Kind::worker || !reader.on_stack;
}

void Simulation::act(Actor& a) {
  auto* const before = std::exchange(current_, &a);
  switch (a.kind) {
    case Actor::Kind::worker:
    case Actor::Kind::reader: serve(a); break;
    case Actor::Kind::person: a.script->step(); break;
    case Actor::Kind::nemesis: harass(); break;
    case Actor::Kind::operating: operate(); break;
  }
  current_ = before;
}

void Simulation::serve(Actor& a) {
  auto& p = *a.process;
  if (!p.up()) return shop_.start(p);
  a.on_stack = true;
  bool crashed = false;
  try {
    if (a.kind == Actor::Kind::worker)
      p.worker(a.part).step();
    else
      p.worker(a.part).read();
  } catch (const Crash&) {
    crashed = true;
  }
  a.on_stack = false;
  if (crashed) crash(p, universe_.strikes(Fault::power_cut, 3'000));
}

void Simulation::border(const char* where) {
  if (!current_ || !current_->process) return;
  if (current_->process->ending) throw Crash{};
  if (universe_.strikes(Fault::crash, 15)) {
    universe_.trace(current_->process->name + " crashes at: " + where);
    throw Crash{};
  }
  if (depth_ < kMaxDepth && universe_.strikes(Fault::stall, 25)) stand_still();
}

void Simulation::stand_still() {
  auto& p = *current_->process;
  universe_.trace(p.name + " stands still");
  ++depth_;
  if (universe_.random.chance(3'000)) universe_.now += 6s;  // longer than the lease
  for (auto n = universe_.random.below(kStall); n > 0; --n) step();
  --depth_;
  universe_.trace(p.name + " goes on");
  if (p.ending) throw Crash{};
}

// Other partitions of the same service, in whatever process.
void Simulation::overlap() {
  if (!current_ || !current_->process || depth_ >= kMaxDepth || scenario_.partitions == 1) return;
  const auto& p = *current_->process;
  const int part = current_->part;
  std::vector<Actor*> others;
  for (auto& a : actors_)
    if (a.process && &a.process->database == &p.database && a.part != part) others.push_back(&a);
  if (others.empty() || !universe_.strikes(Fault::overlap, 3'000)) return;
  universe_.trace(p.name + ": other partitions come between");
  ++depth_;
  for (auto n = universe_.random.below(kBetween) + 1; n > 0; --n)
    if (auto& other = *others[universe_.random.below(others.size())]; may_act(other)) act(other);
  --depth_;
  if (p.ending) throw Crash{};
}

// A process of which some thread stands in the middle of a step ends when that thread runs again.
void Simulation::crash(Process& p, bool power) {
  p.restart_at = universe_.now + std::chrono::milliseconds(universe_.random.below(1'500));
  for (const auto& a : actors_)
    if (a.process == &p && a.on_stack) return void(p.ending = true);
  auto* const before = std::exchange(current_, nullptr);
  shop_.end(p, power);
  current_ = before;
}

}  // namespace comptoir::simulation
