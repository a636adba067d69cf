#include "libs/base/clock.hpp"

#include <cstdio>
#include <thread>

namespace comptoir {
namespace {

using namespace std::chrono;

// Reads exactly `width` digits at `pos`; -1 when one of them is none.
int digits(std::string_view text, std::size_t pos, std::size_t width) {
  if (pos + width > text.size()) return -1;
  int value = 0;
  for (char c : text.substr(pos, width)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// "…17" is empty, "…17.123" is 123,000; -1 when malformed.
int fraction_us(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != '.' || text.size() < 2 || text.size() > 7) return -1;
  int value = digits(text, 1, text.size() - 1);
  for (std::size_t i = text.size() - 1; value >= 0 && i < 6; ++i) value *= 10;
  return value;
}

}  // namespace

Instant SystemClock::now() const { return time_point_cast<microseconds>(system_clock::now()); }

void Tempo::sleep(milliseconds time) const { std::this_thread::sleep_for(time); }

std::string format_rfc3339(Instant at) {
  auto text = format_rfc3339_us(at);
  return text.erase(text.size() - 4, 3);
}

std::optional<std::string> format_rfc3339(const std::optional<Instant>& at) {
  return at ? std::optional(format_rfc3339(*at)) : std::nullopt;
}

std::string format_rfc3339_us(Instant at) {
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{at - day};
  char out[40];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", int(date.year()), unsigned(date.month()),
                unsigned(date.day()), int(time.hours().count()), int(time.minutes().count()),
                int(time.seconds().count()), int(time.subseconds().count()));
  return out;
}

std::optional<Instant> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  if (y < 0 || m < 0 || d < 0) return std::nullopt;
  const year_month_day date{year{y}, month{unsigned(m)}, day{unsigned(d)}};
  if (!date.ok()) return std::nullopt;
  return Instant{sys_days{date}};
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  if (text.size() < 20 || text.back() != 'Z' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const int h = digits(text, 11, 2), m = digits(text, 14, 2), s = digits(text, 17, 2);
  const int us = fraction_us(text.substr(19, text.size() - 20));
  if (!day || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 || us < 0) return std::nullopt;
  return *day + hours{h} + minutes{m} + seconds{s} + microseconds{us};
}

}  // namespace comptoir
