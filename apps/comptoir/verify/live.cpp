#include "apps/comptoir/verify/live.hpp"

#include <fmt/format.h>

#include "apps/comptoir/serve/signals.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::verify {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kRest = 3;
constexpr milliseconds kRestMin{1000};

Look look(const Config& config) {
  Look out{SystemClock().now(), {}, {}, {}};
  const auto begin = steady_clock::now();
  try {
    out.report = verify(config, Scope::judged);
  } catch (const Retryable& e) {
    out.unreachable = e.what();
  }
  out.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
  return out;
}

void count(Watch& watch, const Look& look) {
  ++watch.looks;
  watch.unreachable += !look.report;
  watch.at_rest += look.report && look.report->at_rest;
  watch.broken += look.report && !look.report->holds();
}

std::string breaches_of(const Report& report) {
  std::string text;
  for (const auto& line : report.lines)
    for (const auto& breach : line.finding.breaches) text += "\n      " + line.name + " : " + breach;
  return text;
}

}  // namespace

Watch watch(const Config& config, std::optional<std::chrono::seconds> at_most,
            const std::function<void(const Look&)>& tell) {
  const serve::Signals signals;
  Watch out;
  const auto end = at_most ? steady_clock::now() + *at_most : steady_clock::time_point::max();
  const auto tell_one = [&](const Look& one) {
    count(out, one);
    tell(one);
  };
  for (bool stopped = false; !stopped && steady_clock::now() < end;) {
    const auto one = look(config);
    tell_one(one);
    stopped = signals.stop_within(std::max(kRestMin, kRest * one.took));
  }
  auto last = look(config);
  for (const auto until = steady_clock::now() + kLastPatience;
       !(last.report && last.report->at_rest) && steady_clock::now() < until && !signals.stop_within(kRestMin);)
    last = look(config);
  tell_one(last);
  return out;
}

std::string to_line(const Look& look) {
  const auto head =
      format_rfc3339(look.at) + fmt::format("  {:6.1f} s  ", static_cast<double>(look.took.count()) / 1000);
  if (!look.report) return head + "base injoignable : " + look.unreachable.substr(0, look.unreachable.find('\n'));
  const auto& report = *look.report;
  return head + fmt::format("{} contrôles  {}  {}", report.lines.size(), report.at_rest ? "au repos" : "en cours",
                            report.holds() ? "tiennent" : "ROMPU" + breaches_of(report));
}

std::string to_json(const Look& look) {
  json::Writer w;
  w.open().field("a", format_rfc3339(look.at)).field("duree_ms", static_cast<std::int64_t>(look.took.count()));
  w.field("joignable", look.report.has_value());
  if (look.report) {
    w.field("au_repos", look.report->at_rest).field("ok", look.report->holds());
    w.field("controles", static_cast<std::int64_t>(look.report->lines.size())).key("ruptures").open_array();
    for (const auto& line : look.report->lines)
      for (const auto& breach : line.finding.breaches) w.value(line.name + " : " + breach);
    w.close_array();
  }
  return w.close().text();
}

}  // namespace comptoir::verify
