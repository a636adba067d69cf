// A retailer's file through the whole system, by its public API alone.
#pragma once
#include <filesystem>

#include "apps/comptoir/replay/plan/plan.hpp"
#include "apps/comptoir/replay/run/summary.hpp"

namespace comptoir::replay {

struct Request {
  std::filesystem::path file;
  Options options;
  std::string run;  ///< names the idempotency keys: the same run resumes. See run_of(); standard input has none.
  bool sequential = false;
  std::size_t concurrency = 64;
};

struct Replayed {
  Summary summary;
  std::vector<Order> orders;
  Placed placed;
  std::vector<Ending> endings;
};

/// The plan of a file; bad lines are told on stderr, the first 20 and then how many. Throws InputError. It may have no order.
Plan read_plan(const std::filesystem::path& file, const Options& options);

/// A run's name made from the file's name and the options: the same replay has the same name.
std::string run_of(const std::filesystem::path& file, const Options& options);

/// Makes a plan's orders. Returns when every one has ended and the system is idle; what services refuse is told and left out.
/// Throws Retryable, Permanent.
Replayed replay(const Request&, Plan, const infra::Running& system);
/// The same from the request's file. Throws InputError besides.
Replayed replay(const Request&, const infra::Running& system);

}  // namespace comptoir::replay
