#include "libs/bus/upcast.hpp"

#include <span>
#include <stdexcept>
#include <string>

namespace comptoir::bus {
namespace {

struct Step {
  std::string_view type;
  int from;
  boost::json::value (*up)(boost::json::value data);
};

constexpr std::span<const Step> kSteps;

const Step& step(std::string_view type, int from) {
  for (const auto& s : kSteps)
    if (s.type == type && s.from == from) return s;
  throw std::logic_error(std::string(type) + " has no step from version " + std::to_string(from));
}

}  // namespace

boost::json::value upcast(std::string_view event_type, int from, int to, boost::json::value data) {
  for (; from < to; ++from) data = step(event_type, from).up(std::move(data));
  return data;
}

}  // namespace comptoir::bus
