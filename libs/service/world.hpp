// What a worker and its reader stand on. host.cpp gives them PostgreSQL, Redis, HTTP and the machine's time; the
// simulation (tests/simulation) gives them its own.
#pragma once
#include "libs/base/clock.hpp"
#include "libs/bus/seal.hpp"
#include "libs/redis/connection.hpp"
#include "libs/service/handover.hpp"
#include "libs/service/journal_source.hpp"
#include "libs/service/store.hpp"
#include "libs/service/witness.hpp"

namespace comptoir::service {

struct World {
  std::function<std::unique_ptr<Store>()> database;  ///< a new session. Throws Retryable.
  redis::Dial redis;
  std::function<std::unique_ptr<JournalSource>()> journals;  ///< of the services whose events are consumed
  std::function<Remembered()> witness;                       ///< of what this service has told
  Clock& clock;
  IdSource& ids;
  const Tempo& tempo;
  Handover& handover;  ///< of this process
  bus::Seal seal;      ///< of all services
};

}  // namespace comptoir::service
