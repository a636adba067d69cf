// Why an order waits for a service, and what to do about it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace comptoir::commandes {

/// What `GET /internal/etat/{service}` says, and of its metrics whether a stream lacks what comes next (`gap`).
struct ServiceState {
  bool held = false;  ///< each of its partitions is some instance's
  bool gap = false;
  std::int64_t dead_letters = 0;
  std::map<std::string, std::int64_t> heads, positions;  ///< stream -> seq
  std::string refusal{};                                 ///< why it does not write; empty when nothing is in the way
};

/// Every service's; nothing for one that does not answer.
using States = std::map<std::string, std::optional<ServiceState>>;

struct Diagnosis {
  std::string reason, cure;
};

/// `service`: the one that owes the event. A service that is not in `states` does not answer.
Diagnosis diagnose(const std::string& service, const States& states);

}  // namespace comptoir::commandes
