// Where a file has what we need of it, told by its header.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir::replay {

enum class Column { invoice, code, description, quantity, date, price, customer, country };
inline constexpr std::size_t kColumnCount = 8;

/// Online Retail and Online Retail II; in any order, beside others, between , ; tabs or |.
class Columns {
 public:
  /// Throws InputError that names what is missing, and what there is.
  static Columns read(std::string_view header);

  const std::string& of(const std::vector<std::string>& fields, Column column) const {
    return fields[places_[static_cast<std::size_t>(column)]];
  }
  /// As the file names it.
  const std::string& name(Column column) const { return names_[static_cast<std::size_t>(column)]; }
  std::size_t count() const { return count_; }
  char separator() const { return separator_; }

 private:
  std::array<std::size_t, kColumnCount> places_{};
  std::array<std::string, kColumnCount> names_;
  std::size_t count_ = 0;
  char separator_ = ',';
};

}  // namespace comptoir::replay
