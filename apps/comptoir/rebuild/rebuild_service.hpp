// One service's database, filled again from the event store alone.
#pragma once
#include <chrono>

#include "libs/config/config.hpp"
#include "libs/service/rebuild.hpp"

namespace comptoir::rebuild {

struct Request {
  std::string service;
  bool empty_first = false;               ///< what is there may go
  std::chrono::milliseconds patience{0};  ///< for the event store to have all that others have seen of this service
};

struct Outcome {
  std::string service;
  service::Rebuilt rebuilt;
  std::int64_t events = 0;
  std::chrono::milliseconds took{0};
};

/// Takes the database from the service's worker, which stands by until it is done. Refuses, having changed nothing, by
/// throwing Permanent: the database is not empty, or events that others have seen are not in the event store.
Outcome rebuild_service(const Config&, const Request&);

std::string to_json(const Outcome&);
std::string to_text(const Outcome&);

}  // namespace comptoir::rebuild
