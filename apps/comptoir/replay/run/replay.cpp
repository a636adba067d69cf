#include "apps/comptoir/replay/run/replay.hpp"

#include <iostream>

#include "libs/base/ids.hpp"

namespace comptoir::replay {
namespace {

constexpr std::size_t kToldLines = 20;
constexpr std::size_t kRunDigits = 12;

double since(Pulse::Clock::time_point start) {
  return std::chrono::duration<double>(Pulse::Clock::now() - start).count();
}

std::string text_of(const Ratio& ratio) {
  return std::to_string(ratio.numerator) + '/' + std::to_string(ratio.denominator);
}

void tell_more(std::size_t bad) {
  if (bad > kToldLines) std::cerr << "… et " << bad - kToldLines << " autres lignes ignorées.\n";
}

}  // namespace

Plan read_plan(const std::filesystem::path& file, const Options& options) {
  const auto in = open_source(file);
  Planner planner(options);
  std::size_t bad = 0;
  read_invoices(
      *in, [&](const InvoiceLine& line) { planner.add(line); },
      [&](std::int64_t line, const std::string& why) {
        if (++bad <= kToldLines)
          std::cerr << file.filename().string() << " ligne " << line << " ignorée : " << why << '\n';
      });
  tell_more(bad);
  auto plan = planner.finish();
  return plan;
}

std::string run_of(const std::filesystem::path& file, const Options& options) {
  const auto text = file.filename().string() + '\n' + options.from + '\n' + options.to + '\n' +
                    text_of(options.stock_factor) + '\n' + text_of(options.balance_factor);
  return sha256_hex(text).substr(0, kRunDigits);
}

Replayed replay(const Request& request, const infra::Running& system) {
  const auto start = Pulse::Clock::now();
  const auto plan = read_plan(request.file, request.options);
  Pulse pulse;
  Crew crew(system.url, request.concurrency, pulse), alone(system.url, 1, pulse);
  Positions positions(system, pulse);
  const auto ids = Setup(plan, request.run, crew, positions).run();

  const auto first_cart = Pulse::Clock::now();
  Api api(system.url, pulse);
  const Orders orders(plan, ids, request.run, request.sequential ? alone : crew, api);
  auto placed = request.sequential ? orders.place_in_order() : orders.place_all();
  auto endings = await_endings(api, positions, placed);
  const auto saga_seconds = since(first_cart);

  auto summary = summarize(api, plan, ids, endings);
  summary.orders_per_second = saga_seconds > 0 ? static_cast<double>(plan.orders.size()) / saga_seconds : 0;
  summary.seconds = since(start);
  return {std::move(summary), plan.orders, std::move(placed), std::move(endings)};
}

}  // namespace comptoir::replay
