#include "apps/comptoir/replay/run/replay.hpp"

#include <iostream>

#include "libs/base/ids.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir::replay {
namespace {

constexpr std::int64_t kToldLines = 20;
constexpr std::size_t kRunDigits = 12;

double since(Pulse::Clock::time_point start) {
  return std::chrono::duration<double>(Pulse::Clock::now() - start).count();
}

std::string text_of(const Ratio& ratio) {
  return std::to_string(ratio.numerator) + '/' + std::to_string(ratio.denominator);
}

/// Of all that a plan orders: standard input has no name that could stand for it.
std::string digest_of(const Plan& plan) {
  std::string text;
  for (const auto& order : plan.orders) {
    text += order.invoice + '\n' + plan.clients[order.client].reference;
    for (const auto& line : order.lines)
      text += '\n' + plan.products[line.product].code + ' ' + std::to_string(line.quantity);
  }
  return sha256_hex(text).substr(0, kRunDigits);
}

}  // namespace

Plan read_plan(const std::filesystem::path& file, const Options& options) {
  const auto in = open_source(file);
  Planner planner(options);
  std::int64_t bad = 0, good = 0;
  read_invoices(
      *in, options.dates, [&](const InvoiceLine& line) { return ++good, planner.add(line); },
      [&](std::int64_t line, const std::string& why) {
        if (++bad <= kToldLines)
          std::cerr << one_line(file.filename().string()) << " ligne " << line << " ignorée : " << why << '\n';
      });
  if (bad > kToldLines) std::cerr << "… et " << bad - kToldLines << " autres lignes ignorées.\n";
  auto plan = planner.finish();
  plan.bad_lines = bad;
  plan.read_lines = good;
  return plan;
}

std::string run_of(const std::filesystem::path& file, const Options& options) {
  const auto text = file.filename().string() + '\n' + options.from + '\n' + options.to + '\n' +
                    text_of(options.stock_factor) + '\n' + text_of(options.balance_factor);
  return sha256_hex(text).substr(0, kRunDigits);
}

Replayed replay(const Request& request, Plan plan, const infra::Running& system) {
  const auto start = Pulse::Clock::now();
  const auto run = request.run.empty() ? digest_of(plan) : request.run;
  Pulse pulse;
  Losses losses;
  Crew crew(system.url, request.concurrency, pulse), alone(system.url, 1, pulse);
  Positions positions(system, pulse);
  const auto ids = Setup(plan, run, crew, positions, losses).run();
  drop_refused(plan, ids, losses);

  const auto first_cart = Pulse::Clock::now();
  Api api(system.url, pulse);
  const Orders orders(plan, ids, run, request.sequential ? alone : crew, api, losses);
  auto placed = request.sequential ? orders.place_in_order() : orders.place_all();
  drop_unplaced(plan, placed);
  losses.close();
  auto endings = await_endings(api, positions, placed);
  const auto saga_seconds = since(first_cart);

  auto summary = summarize(api, plan, ids, endings);
  summary.losses = losses.count();
  summary.orders_per_second = saga_seconds > 0 ? static_cast<double>(plan.orders.size()) / saga_seconds : 0;
  summary.seconds = since(start);
  return {std::move(summary), std::move(plan.orders), std::move(placed), std::move(endings)};
}

Replayed replay(const Request& request, const infra::Running& system) {
  return replay(request, read_plan(request.file, request.options), system);
}

}  // namespace comptoir::replay
