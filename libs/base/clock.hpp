// Time enters the program here and nowhere else. All instants are UTC, microseconds.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace comptoir {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// A clock that stands still until it is told otherwise; for tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void advance(std::chrono::microseconds by) { now_ += by; }

 private:
  Instant now_;
};

/// Time that only passes: to measure and to wait, never to date. Thread-safe.
class Tempo {
 public:
  using Point = std::chrono::steady_clock::time_point;
  virtual ~Tempo() = default;
  virtual Point now() const { return std::chrono::steady_clock::now(); }
  /// Waits, in the calling thread.
  virtual void sleep(std::chrono::milliseconds) const;
};

/// "2025-08-01T15:42:17.123Z": RFC 3339, UTC, milliseconds (truncated).
std::string format_rfc3339(Instant);
/// Nothing of nothing.
std::optional<std::string> format_rfc3339(const std::optional<Instant>&);
/// The same with microseconds: all that an Instant knows.
std::string format_rfc3339_us(Instant);

/// Reads RFC 3339 in UTC ("Z") with 0 to 6 decimals; nothing when the text is anything else.
std::optional<Instant> parse_rfc3339(std::string_view);

/// "2010-12-01" as midnight UTC; nothing when it is not a day of the calendar.
std::optional<Instant> parse_day(std::string_view);

}  // namespace comptoir
