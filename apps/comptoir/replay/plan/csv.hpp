// RFC 4180 records from a stream: quoted fields, "" inside them, line ends LF or CRLF, also within quotes.
#pragma once
#include <istream>
#include <string>
#include <vector>

namespace comptoir::replay {

class CsvReader {
 public:
  explicit CsvReader(std::istream& in) : in_(in) {}

  /// The next record into `fields`; false at the end. Empty lines are passed over. What the stream throws passes through.
  bool next(std::vector<std::string>& fields);
  /// Where the last record began, from 1.
  std::int64_t line() const { return record_line_; }
  /// False when a quote of the last record was left open or was followed by something that is neither ',' nor an end.
  bool well_formed() const { return well_formed_; }

  static constexpr std::size_t kMaxRecord = 64 * 1024;  ///< bytes; beyond, an open quote is taken for a mistake

 private:
  bool read_line();
  void split(std::vector<std::string>& fields);
  std::size_t quoted_field(std::size_t at, std::string& field);
  bool append_line();

  std::istream& in_;
  std::string text_;
  std::int64_t line_ = 0;
  std::int64_t record_line_ = 0;
  bool well_formed_ = true;
};

}  // namespace comptoir::replay
