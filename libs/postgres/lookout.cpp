#include "libs/postgres/lookout.hpp"

#include "libs/log/log.hpp"
#include "libs/postgres/connection.hpp"
#include "libs/postgres/primary.hpp"

namespace comptoir::postgres {

Lookout::Lookout(std::string conninfo) : conninfo_(std::move(conninfo)) {
  if (names_several(conninfo_)) thread_ = GuardedThread("guet", [this](std::stop_token stop) { run(stop); });
}

void Lookout::run(std::stop_token stop) const {
  for (; !stop.stop_requested(); pause_for(stop, kPeriod)) look();
}

void Lookout::look() const {
  try {
    if (const auto cut = look_for_newer(conninfo_, kPatience); cut > 0)
      log::warn("un autre PostgreSQL a été promu", {{"sessions_quittees", std::to_string(cut)}});
  } catch (const ConnectionLost& e) {  // who has a session keeps it: there is nowhere better
    log::debug("aucun PostgreSQL n'écrit", {{"raison", e.what()}});
  }
}

}  // namespace comptoir::postgres
