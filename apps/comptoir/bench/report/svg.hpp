// A simple line plot.
#pragma once
#include <string>
#include <vector>

namespace comptoir::bench {

struct Point {
  double x = 0, y = 0;
};

struct Series {
  std::string name, colour;
  std::vector<Point> points;
};

struct Axis {
  std::string label;
  bool logarithmic = false;
  std::vector<std::pair<double, std::string>> ticks{};  ///< chosen by the plot when empty
};

std::string svg_plot(const Axis& x, const Axis& y, const std::vector<Series>&);

/// Text fit for HTML.
std::string escaped(const std::string& text);

}  // namespace comptoir::bench
