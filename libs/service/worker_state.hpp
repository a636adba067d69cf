// How a worker stands, for those who look at it from outside.
#pragma once
#include <vector>

#include "libs/base/clock.hpp"
#include "libs/journal/waiting_letters.hpp"
#include "libs/service/horizon.hpp"

namespace comptoir::service {

/// What `/internal/etat/{service}` and `/metrics` show of a partition.
struct WorkerState {
  bool owner = false;
  Instant owner_since{};  ///< while it is
  bool database = false;  ///< a session is open, whoever owns the partition, and not silent for Worker::kSilent
  std::string elsewhere;  ///< URL of the instance that is the owner, when it is another
  std::string refusal;    ///< why it does not become the owner though nobody else is; empty when nothing is in the way
  bool redis = false;     ///< what publishes has a connection
  std::map<std::string, std::int64_t> heads, published, positions;
  std::map<std::string, Horizon::View> views;  ///< of each consumed stream
  std::int64_t republished = 0, filled = 0, handed = 0;
  std::size_t queued = 0, commands = 0, commands_max = 0;
  journal::WaitingLetters letters;
};

/// The service's, from those of its partitions' workers: an owner when one of them is.
WorkerState merged(const std::vector<WorkerState>&);

}  // namespace comptoir::service
