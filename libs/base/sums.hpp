// Sums of many amounts or units: wider than what is added, so that no number of accepted events overflows one.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace comptoir {

/// A whole number of 128 bits: 10^19 of the largest int64 fit.
class Sum {
 public:
  Sum() = default;
  Sum(std::int64_t value) : value_(value) {}  // NOLINT: what is added converts
  /// Of PostgreSQL's numeric as text ("-12"); throws std::invalid_argument when it is no such whole number.
  static Sum of(std::string_view digits);

  Sum& operator+=(Sum other) { return value_ += other.value_, *this; }
  Sum& operator-=(Sum other) { return value_ -= other.value_, *this; }
  friend Sum operator+(Sum a, Sum b) { return a += b; }
  friend Sum operator-(Sum a, Sum b) { return a -= b; }
  bool operator==(const Sum&) const = default;

  std::string text() const;     ///< "-12"
  std::string dollars() const;  ///< of cents, as format_dollars prints them

 private:
  __extension__ typedef __int128 Wide;  // NOLINT: `using` cannot say that the extension is meant
  Wide value_ = 0;
};

}  // namespace comptoir
