// One run: a seeded scheduler that picks who takes the next step, a nemesis, an operator, and the end.
#pragma once
#include "tests/simulation/shop.hpp"

namespace comptoir::simulation {

class Simulation {
 public:
  Simulation(std::uint64_t seed, Coverage&, bool tracing);
  /// First anything may fail; then nothing fails any more and everything must end. Throws Breach.
  void run();

 private:
  struct Actor {
    enum class Kind { worker, reader, person, nemesis, operating } kind;
    Process* process = nullptr;
    int part = 0;  ///< of the process
    Script* script = nullptr;
    Tempo::Point wakes{}, blocked_until{};
    std::int64_t news = -1;  ///< what it knew when it began to wait for more
    bool on_stack = false;   ///< in the middle of a step, standing still
  };
  void cast();
  void safety();
  void liveness();
  void heal();
  void step();
  void pass_time();
  bool may_act(const Actor&) const;
  void act(Actor&);
  void serve(Actor&);
  void border(const char* where);
  void stand_still();
  void overlap();
  void crash(Process&, bool power);

  void harass();
  void harass_processes();
  void harass_stores();
  void harass_redis();
  void harass_handlers();
  void operate();
  Process& any_process();
  void operate_on(Database&, int part);

  Coverage& coverage_;
  Universe universe_;
  Scenario scenario_;
  Shop shop_;
  std::vector<Actor> actors_;
  Actor* current_ = nullptr;
  int depth_ = 0, idle_ = 0;
  bool slow_ = false;                                     ///< time goes by faster than anybody works
  std::chrono::microseconds wall_low_{0}, wall_high_{0};  ///< jumps of the wall clock, at the extremes
};

/// Whatever a service stands behind, it has applied, or it waits as a letter. At any time. Throws Breach.
void check_nothing_is_skipped(Universe&, Shop&);

/// What must hold of everything that was told and stored, once nothing is in flight. Throws Breach.
void check_everything(Universe&, Shop&, const Scenario&, std::chrono::microseconds wall);

}  // namespace comptoir::simulation
