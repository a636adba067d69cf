#include "apps/comptoir/bench/run/run.hpp"

#include <fmt/format.h>

#include <iostream>
#include <thread>

#include "apps/comptoir/commands/progress.hpp"
#include "apps/comptoir/replay/run/replay.hpp"
#include "libs/base/ids.hpp"

namespace comptoir::bench {
namespace {

constexpr std::size_t kCrew = 64;
/// PostgreSQL's sessions tell their counters at most once a second.
constexpr std::chrono::milliseconds kCountersCome{1500};
constexpr double kFastest = 8000;  // orders/s that a closed loop could need
constexpr double kShortSeconds = 4, kShortWarmup = 1;
constexpr int kVoidTries = 2;

/// The orders, made or read, one after the other.
class Orders {
 public:
  explicit Orders(const Request& request) : request_(request), made_(request.mix, request.seed) {
    plan_ = request.file.empty() ? made_.catalogue() : replay::read_plan(request.file, whole_file());
    if (plan_.orders.empty() && !request.file.empty()) throw replay::InputError("aucune vente dans ce fichier");
  }
  const replay::Plan& plan() const { return plan_; }

  Flow flow(double rate, double seconds, const std::string& run) {
    const bool closed = request_.in_flight > 0;
    const auto count = static_cast<std::size_t>((closed ? kFastest : rate) * seconds);
    Flow flow{.orders = {},
              .due = schedule(request_.arrivals, rate, closed ? 0 : count, request_.seed),
              .run = run,
              .in_flight = request_.in_flight,
              .until = static_cast<std::int64_t>(seconds * 1e9)};
    for (std::size_t i = 0; i < count; ++i) flow.orders.push_back(next(closed ? kFastest : rate));
    return flow;
  }

 private:
  static replay::Options whole_file() {
    replay::Options options;
    options.stock_factor = options.balance_factor = replay::Ratio::parse("1").value();
    return options;
  }

  replay::Order next(double rate) {
    if (request_.file.empty()) return made_.next(static_cast<std::size_t>(rate));
    if (read_ == plan_.orders.size())
      throw Permanent(
          fmt::format("{} n'a que {} commandes : baissez --rate ou --seconds", request_.file.string(), read_));
    return plan_.orders[read_++];
  }

  const Request& request_;
  OrderSource made_;
  replay::Plan plan_;
  std::size_t read_ = 0;
};

class Bench {
 public:
  Bench(const infra::Running& system, const Request& request)
      : system_(system), orders_(request), positions_(system, pulse_) {
    result_.request = request;
    replay::Crew crew(system.url, kCrew, pulse_);
    replay::Losses losses;
    ids_ = replay::Setup(orders_.plan(), "bench", crew, positions_, losses).run();
    if (losses.count() > 0) throw Permanent("un service refuse une partie de la charge : voyez ci-dessus");
    positions_.wait_for_rest();
    result_.durability = durability(system);
  }

  Result run() {
    const auto& r = result_.request;
    if (r.search)
      search_rate(r.rate, [&](double rate, bool long_run) { return trial(rate, long_run); }, r.raise);
    else
      result_.measure = counted(r.rate);
    return std::move(result_);
  }

 private:
  /// Told on stderr as it goes: a search takes minutes. A step that says nothing, because the generator was late, is tried again.
  bool trial(double rate, bool long_run) {
    for (int i = 0; i < kVoidTries; ++i) {
      const auto m = long_run ? counted(rate) : driven(rate, kShortSeconds, kShortWarmup);
      result_.steps.push_back(m);
      std::cerr << fmt::format("palier {:.0f}/s : {:.0f} terminées/s, {}\n", rate, m.completed_per_second,
                               m.sustained() ? "soutenu" : m.void_because + m.not_sustained_because);
      if (long_run) result_.measure = m;
      if (m.void_because.empty()) return m.sustained();
    }
    return false;
  }

  /// A run with its cost.
  Measure counted(double rate) {
    std::this_thread::sleep_for(kCountersCome);
    const auto before = read_cost(system_);
    auto m = driven(rate, result_.request.seconds, result_.request.warmup);
    std::this_thread::sleep_for(kCountersCome);
    const auto after = read_cost(system_);
    result_.cost = spent(before, after);
    if (before.lives != after.lives) m.void_because = "PostgreSQL ou Redis a redémarré pendant la mesure";
    return m;
  }

  Measure driven(double rate, double seconds, double warmup) {
    const auto flow = orders_.flow(rate, seconds + warmup, run_ + std::to_string(++runs_));
    Progress progress(flow.in_flight > 0 ? "capacité" : fmt::format("{:.0f} commandes/s", rate), flow.orders.size());
    const std::function<void()> one_more = [&] { progress.add(); };
    const auto driven = drive(system_.url, ids_, flow, one_more);
    result_.real_time = driven.real_time;
    result_.orders = std::ssize(driven.traces);
    positions_.wait_for_rest();
    const Window window{static_cast<std::int64_t>(warmup * 1e9), static_cast<std::int64_t>((warmup + seconds) * 1e9)};
    return measure(driven.traces, result_.request.in_flight > 0 ? 0 : rate, window, driven.end,
                   static_cast<std::int64_t>(result_.request.max_lag_ms * 1e6));
  }

  const infra::Running& system_;
  Result result_;
  Orders orders_;
  replay::Pulse pulse_;
  replay::Positions positions_;
  replay::Ids ids_;
  const std::string run_ = "bench-" + RandomIds().next(SystemClock().now()) + '-';  // no other run's idempotency keys
  int runs_ = 0;
};

}  // namespace

Result run(const infra::Running& system, const Request& request) { return Bench(system, request).run(); }

}  // namespace comptoir::bench
