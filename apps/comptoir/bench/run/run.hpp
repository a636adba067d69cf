// One benchmark of one running system: made, driven, measured.
#pragma once
#include <filesystem>

#include "apps/comptoir/bench/cost/cost.hpp"
#include "apps/comptoir/bench/drive/driver.hpp"
#include "apps/comptoir/bench/load/orders.hpp"
#include "apps/comptoir/bench/run/search.hpp"

namespace comptoir::bench {

struct Request {
  Mix mix{};
  std::filesystem::path file{};  ///< orders of this Online Retail file, in its order, instead of made ones
  std::uint64_t seed = 1;
  Arrivals arrivals = Arrivals::constant;
  double rate = 200;  ///< orders/s; where a search begins
  double seconds = 10, warmup = 2;
  double max_lag_ms = static_cast<double>(kMaxLag) / 1e6;  ///< a looser one is told with the figure
  bool search = false;
  std::size_t in_flight = 0;  ///< not 0: a closed loop of so many orders, which tells a capacity and no latency
  double raise = kRaise;      ///< from one step of a search to the next
};

struct Result {
  Request request;
  std::map<std::string, std::string> durability;
  Measure measure;             ///< the run that counts: the only one, or the last of a search
  std::vector<Measure> steps;  ///< of a search, by time
  Cost cost;                   ///< of the run that counts, warm-up and drain included
  std::int64_t orders = 0;     ///< of that same run
  bool real_time = false;
  bool verified = false;  ///< `comptoir verify` was green afterwards
};

/// Makes products, stores, clients and stock, runs, and returns when the system is at rest again.
/// Uses again what an earlier run has made. Another load at the same time counts as ours. Throws Retryable, Permanent,
/// replay::InputError.
Result run(const infra::Running& system, const Request&);

}  // namespace comptoir::bench
