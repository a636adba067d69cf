#include "apps/comptoir/bench/report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace comptoir::bench {
namespace {

constexpr double kWidth = 860, kHeight = 320, kLeft = 70, kBottom = 45, kTop = 30, kRight = 30;
constexpr int kTicks = 5;
constexpr double kSmallest = 1e-3;  // on a logarithmic axis

/// From values to pixels.
class Scale {
 public:
  Scale(const Axis& axis, double low, double high, double from, double to)
      : log_(axis.logarithmic), low_(at(low)), high_(at(high)), from_(from), to_(to) {
    if (high_ <= low_) high_ = low_ + 1;
  }
  double operator()(double value) const { return from_ + (at(value) - low_) / (high_ - low_) * (to_ - from_); }
  std::vector<std::pair<double, std::string>> ticks() const {
    std::vector<std::pair<double, std::string>> out;
    if (log_)
      for (double power = std::ceil(low_); power <= high_; ++power)
        out.emplace_back(std::pow(10, power), fmt::format("{:g}", std::pow(10, power)));
    else
      for (int i = 0; i <= kTicks; ++i) {
        const double value = low_ + (high_ - low_) * i / kTicks;
        out.emplace_back(value, fmt::format("{:.4g}", value));
      }
    return out;
  }

 private:
  double at(double value) const { return log_ ? std::log10(std::max(value, kSmallest)) : value; }
  bool log_;
  double low_, high_, from_, to_;
};

std::pair<double, double> range(const std::vector<Series>& all, double Point::* coordinate, const Axis& axis) {
  double low = axis.logarithmic ? 1e300 : 0, high = axis.logarithmic ? kSmallest : 0;
  for (const auto& series : all)
    for (const auto& point : series.points) {
      low = std::min(low, point.*coordinate);
      high = std::max(high, point.*coordinate);
    }
  if (axis.logarithmic) {
    low = std::pow(10, std::floor(std::log10(std::max(low, kSmallest))));
    high = std::pow(10, std::ceil(std::log10(std::max(high, kSmallest))));
  }
  return {low, high};
}

std::string grid(const Axis& x, const Axis& y, const Scale& sx, const Scale& sy) {
  std::string out;
  for (const auto& [value, label] : x.ticks.empty() ? sx.ticks() : x.ticks)
    out += fmt::format("<path class=g d='M{0:.1f} {1}V{2}'/><text x={0:.1f} y={3} text-anchor=middle>{4}</text>",
                       sx(value), kTop, kHeight - kBottom, kHeight - kBottom + 16, label);
  for (const auto& [value, label] : y.ticks.empty() ? sy.ticks() : y.ticks)
    out += fmt::format("<path class=g d='M{1} {0:.1f}H{2}'/><text x={3} y={4:.1f} text-anchor=end>{5}</text>",
                       sy(value), kLeft, kWidth - kRight, kLeft - 6, sy(value) + 4, label);
  out += fmt::format("<text x={} y={} text-anchor=middle>{}</text>", (kLeft + kWidth) / 2, kHeight - 8, x.label);
  return out + fmt::format("<text x=8 y=16>{}</text>", y.label);
}

std::string curve(const Series& series, const Scale& sx, const Scale& sy, double legend) {
  std::string path;
  for (const auto& point : series.points)
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', sx(point.x), sy(point.y));
  auto out = fmt::format("<path fill=none stroke-width=2 stroke='{}' d='{}'/>", series.colour, path);
  return out + fmt::format("<text x={} y=16 fill='{}'>{}</text>", legend, series.colour, escaped(series.name));
}

}  // namespace

std::string svg_plot(const Axis& x, const Axis& y, const std::vector<Series>& all) {
  const auto [left, right] = range(all, &Point::x, x);
  const auto [low, high] = range(all, &Point::y, y);
  const Scale sx(x, left, right, kLeft, kWidth - kRight), sy(y, low, high, kHeight - kBottom, kTop);
  auto out = fmt::format("<svg viewBox='0 0 {} {}'>", kWidth, kHeight) + grid(x, y, sx, sy);
  double legend = 200;
  for (const auto& series : all) {
    out += curve(series, sx, sy, legend);
    legend += 30 + 7.5 * static_cast<double>(series.name.size());
  }
  return out + "</svg>";
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  return out;
}

}  // namespace comptoir::bench
