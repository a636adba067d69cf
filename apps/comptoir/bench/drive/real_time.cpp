#include "apps/comptoir/bench/drive/real_time.hpp"

#include <sched.h>
#include <sys/prctl.h>

namespace comptoir::bench {
namespace {

constexpr unsigned long kExact = 1;  // ns that a timer may be late
constexpr unsigned long kUsual = 0;  // back to the system's

}  // namespace

RealTime::RealTime() {
  prctl(PR_SET_TIMERSLACK, kExact, 0, 0, 0);
  const sched_param lowest{sched_get_priority_min(SCHED_RR)};
  granted_ = sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &lowest) == 0;
}

RealTime::~RealTime() {
  const sched_param none{0};
  if (granted_) sched_setscheduler(0, SCHED_OTHER, &none);
  prctl(PR_SET_TIMERSLACK, kUsual, 0, 0, 0);
}

}  // namespace comptoir::bench
