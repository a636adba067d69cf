#include <fmt/format.h>

#include "apps/comptoir/bench/report/report.hpp"
#include "apps/comptoir/bench/report/svg.hpp"

namespace comptoir::bench {
namespace {

constexpr const char* kBlue = "#1f5fa8";
constexpr const char* kOrange = "#c8641b";
constexpr const char* kGrey = "#888888";
constexpr const char* kStyle =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 "
    "1rem;color:#222;background:#fff}"
    "pre{background:#f5f5f3;padding:1rem;overflow-x:auto;font-size:13px}svg{width:100%;font-size:12px}"
    ".g{stroke:#ddd}h2{font-size:1.1rem;margin-top:2rem}";
/// The tail is what matters: the axis is 1 / (1 - quantile).
const std::vector<std::pair<double, std::string>> kTail{{1, "0 %"},    {2, "50 %"},      {10, "90 %"},
                                                        {100, "99 %"}, {1000, "99,9 %"}, {10'000, "99,99 %"}};
constexpr double kFinest = 10'000, kStep = 1.15;

double milliseconds(std::int64_t ns) { return static_cast<double>(ns) / 1e6; }

Series distribution(const char* name, const char* colour, const Histogram& h) {
  Series series{name, colour, {}};
  for (double odds = 1.01; odds < kFinest * kStep && odds < static_cast<double>(h.count()); odds *= kStep)
    series.points.push_back({odds, milliseconds(h.quantile(1 - 1 / odds))});
  return series;
}

Series over_time(const char* name, const char* colour, const Measure& m, std::int64_t Second::* what) {
  Series series{name, colour, {}};
  for (std::size_t i = 0; i < m.timeline.size(); ++i)
    series.points.push_back({static_cast<double>(i), static_cast<double>(m.timeline[i].*what)});
  return series;
}

Series against_load(const char* name, const char* colour, const Result& r, double quantile) {
  Series series{name, colour, {}};
  for (const auto& m : r.steps) series.points.push_back({m.rate, milliseconds(m.verdict.quantile(quantile))});
  std::ranges::sort(series.points, {}, &Point::x);
  return series;
}

std::string section(const std::string& title, const std::string& content) { return "<h2>" + title + "</h2>" + content; }

}  // namespace

std::string to_page(const Result& r) {
  const auto& m = r.measure;
  std::string page = "<!doctype html><html lang=fr><meta charset=utf-8><title>comptoir bench</title><style>";
  page += kStyle + std::string("</style><h1>comptoir bench</h1>");
  page += section("Distribution des latences", svg_plot({"part des commandes", true, kTail}, {"ms", true},
                                                        {distribution("validation -> verdict", kBlue, m.verdict),
                                                         distribution("validation -> sa réponse", kOrange, m.answer)}));
  page += section("Débit dans le temps", svg_plot({"secondes"}, {"commandes/s"},
                                                  {over_time("dues", kGrey, m, &Second::due),
                                                   over_time("acceptées", kOrange, m, &Second::accepted),
                                                   over_time("terminées", kBlue, m, &Second::ended)}));
  page += section("En-cours", svg_plot({"secondes"}, {"commandes"},
                                       {over_time("dues et sans verdict", kBlue, m, &Second::backlog)}));
  if (!r.steps.empty())
    page +=
        section("Latence selon la charge",
                svg_plot({"commandes/s demandées"}, {"ms", true},
                         {against_load("verdict p50", kBlue, r, 0.5), against_load("verdict p99", kOrange, r, 0.99)}));
  return page + section("Chiffres", "<pre>" + escaped(to_table(r)) + "</pre>") + "</html>\n";
}

}  // namespace comptoir::bench
