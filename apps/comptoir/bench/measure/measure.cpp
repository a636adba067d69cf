#include "apps/comptoir/bench/measure/measure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comptoir::bench {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

bool within(std::int64_t at, Window window) { return at >= window.from && at < window.to; }

double per_second(const std::vector<Trace>& traces, std::int64_t Trace::* when, Window window) {
  const auto count = std::ranges::count_if(traces, [&](const Trace& t) { return within(t.*when, window); });
  return window.seconds() > 0 ? static_cast<double>(count) / window.seconds() : 0;
}

void count(Measure& m, const Trace& t, std::int64_t end) {
  ++m.orders;
  if (t.cart_begun != Trace::kNever) m.lag.record(t.cart_begun - t.cart_due);
  if (t.begun != Trace::kNever) m.lag.record(t.begun - std::max(t.due, t.cart_done));
  if (t.cart_done != Trace::kNever) m.cart.record(t.cart_done - t.cart_due);
  m.answer.record((t.answered != Trace::kNever ? t.answered : end) - t.due);
  m.verdict.record((t.ended != Trace::kNever ? t.ended : end) - t.due);
  if (!t.failure.empty()) {
    if (m.failures++ == 0) m.first_failure = t.failure;
  } else if (t.ended == Trace::kNever) {
    ++m.unended;
  } else {
    ++m.verdicts[t.verdict];
  }
}

std::vector<Second> timeline(const std::vector<Trace>& traces, std::int64_t end) {
  std::vector<Second> out(static_cast<std::size_t>(end / kSecond) + 1);
  const auto add = [&](std::int64_t at, std::int64_t Second::* what) {
    if (at != Trace::kNever) ++(out[std::min(static_cast<std::size_t>(at / kSecond), out.size() - 1)].*what);
  };
  for (const auto& t : traces) {
    add(t.due, &Second::due);
    add(t.answered, &Second::accepted);
    add(t.ended, &Second::ended);
  }
  std::int64_t backlog = 0;
  for (auto& second : out) second.backlog = backlog += second.due - second.ended;
  return out;
}

/// Mean number of orders that were due and not ended, over a part of the window (0 to 1).
double backlog(const std::vector<Trace>& traces, Window window, double from, double to) {
  const auto length = static_cast<double>(window.to - window.from);
  const auto start = window.from + static_cast<std::int64_t>(from * length);
  const auto stop = window.from + static_cast<std::int64_t>(to * length);
  double sum = 0;
  for (const auto& t : traces) {
    const auto until = t.ended == Trace::kNever ? stop : std::min(t.ended, stop);
    sum += static_cast<double>(std::max<std::int64_t>(0, until - std::max(t.due, start)));
  }
  return stop > start ? sum / static_cast<double>(stop - start) : 0;
}

std::string judge_generator(const Measure& m, std::int64_t max_lag) {
  if (m.rate <= 0 || m.lag.quantile(0.99) <= max_lag) return "";
  return fmt::format("le générateur était en retard de {:.1f} ms au p99 (limite {:g} ms)",
                     static_cast<double>(m.lag.quantile(0.99)) / 1e6, static_cast<double>(max_lag) / 1e6);
}

std::string judge_rate(const Measure& m, const std::vector<Trace>& traces, Window window) {
  if (m.failures > 0) return fmt::format("{} requêtes refusées ou perdues : {}", m.failures, m.first_failure);
  if (m.unended > 0) return fmt::format("{} commandes sans verdict", m.unended);
  if (m.rate <= 0) return "";
  const double early = backlog(traces, window, 0.25, 0.5), late = backlog(traces, window, 0.75, 1);
  if (late - early > kBacklogGrowth * m.rate)
    return fmt::format("l'en-cours grandit : {:.0f} puis {:.0f} commandes", early, late);
  const double due = static_cast<double>(m.orders) / m.seconds;
  if (m.completed_per_second < kLeastCompleted * due)
    return fmt::format("{:.0f} verdicts/s pour {:.0f} commandes/s", m.completed_per_second, due);
  if (m.verdict.quantile(0.99) > kMaxVerdict)
    return fmt::format("verdict au p99 : {:.0f} ms (limite {:.0f})",
                       static_cast<double>(m.verdict.quantile(0.99)) / 1e6, static_cast<double>(kMaxVerdict) / 1e6);
  return "";
}

}  // namespace

Measure measure(const std::vector<Trace>& traces, double rate, Window window, std::int64_t end, std::int64_t max_lag) {
  Measure m;
  m.rate = rate;
  m.seconds = window.seconds();
  for (const auto& t : traces)
    if (within(t.due, window)) count(m, t, end);
  m.accepted_per_second = per_second(traces, &Trace::answered, window);
  m.completed_per_second = per_second(traces, &Trace::ended, window);
  m.timeline = timeline(traces, end);
  m.void_because = judge_generator(m, max_lag);
  m.not_sustained_because = judge_rate(m, traces, window);
  return m;
}

}  // namespace comptoir::bench
