// COPY in binary form: the cheapest way in for many rows, and out for all of them. Run it with Connection::copy_in and
// copy_out.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/clock.hpp"

namespace comptoir::postgres {

/// Builds rows: row(), then one call per column, in the order that the COPY names them.
class CopyRows {
 public:
  explicit CopyRows(std::int16_t columns);
  void row();
  void integer(std::int64_t);      ///< int8
  void text(std::string_view);     ///< text
  void bytes(std::string_view v);  ///< bytea
  void instant(Instant);           ///< timestamptz
  void null();
  /// Ends the stream and gives its bytes.
  std::string finish() &&;

 private:
  std::int16_t columns_;
  std::string out_;
};

/// Cells of copy_out. Throws Permanent when the cell is null or not of that size.
std::int64_t cell_integer(const std::optional<std::string_view>&);  ///< int8
Instant cell_instant(const std::optional<std::string_view>&);       ///< timestamptz
std::string_view cell_bytes(const std::optional<std::string_view>&);

}  // namespace comptoir::postgres
