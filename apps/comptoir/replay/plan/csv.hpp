// Records of a file that others made, RFC 4180 where it keeps to it: quoted fields, "" inside them, line ends LF, CRLF or CR, also within
// quotes. A record that cannot be read costs its first line only.
#pragma once
#include <deque>
#include <istream>
#include <string>
#include <vector>

namespace comptoir::replay {

class CsvReader {
 public:
  explicit CsvReader(std::istream& in, char separator = ',') : in_(in), separator_(separator) {}

  /// The next record into `fields`; false at the end. Empty lines are passed over. What the stream throws passes through.
  bool next(std::vector<std::string>& fields);
  /// Where the last record began, from 1.
  std::int64_t line() const { return record_line_; }
  /// False when a quote of the last record was left open or was followed by something that is neither a separator nor an end, or when
  /// the line was too long.
  bool well_formed() const { return well_formed_; }

  /// For the header, which tells both: a quote that runs over line ends is believed only when it ends in a record of so many fields.
  void expect(std::size_t fields, char separator) {
    columns_ = fields;
    separator_ = separator;
  }
  /// The next line as it stands, which is not read.
  std::string peek();

  static constexpr std::size_t kMaxRecord = 64 * 1024;  ///< bytes; beyond, an open quote is taken for a mistake
  static constexpr std::size_t kMaxLines = 100;         ///< of one record

 private:
  struct Line {
    std::string text;
    bool whole = true;  ///< false: longer than kMaxRecord, and cut
  };
  bool read_line(Line& line);
  const Line* ahead(std::size_t index);
  void split(std::vector<std::string>& fields);
  std::size_t quoted_field(std::size_t at, std::string& field);
  bool append_line();

  std::istream& in_;
  char separator_;
  std::size_t columns_ = 0;  ///< 0: any
  std::deque<Line> ahead_;   ///< read from the stream, not yet taken
  std::string text_;
  std::size_t taken_ = 0;  ///< lines of `ahead_` that text_ is made of
  std::int64_t line_ = 0;
  std::int64_t record_line_ = 0;
  bool well_formed_ = true;
};

}  // namespace comptoir::replay
