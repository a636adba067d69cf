#include "apps/comptoir/replay/plan/csv.hpp"

#include <algorithm>

namespace comptoir::replay {

/// Up to LF, CRLF or CR.
bool CsvReader::read_line(Line& line) {
  using Traits = std::istream::traits_type;
  if (!in_.good()) return false;
  auto& bytes = *in_.rdbuf();
  auto c = bytes.sbumpc();
  if (Traits::eq_int_type(c, Traits::eof())) {
    in_.setstate(std::ios::eofbit);
    return false;
  }
  for (; !Traits::eq_int_type(c, Traits::eof()) && c != '\n' && c != '\r'; c = bytes.sbumpc())
    if (line.text.size() < kMaxRecord)
      line.text += Traits::to_char_type(c);
    else
      line.whole = false;
  if (c == '\r' && bytes.sgetc() == '\n') bytes.sbumpc();
  return true;
}

const CsvReader::Line* CsvReader::ahead(std::size_t index) {
  while (ahead_.size() <= index) {
    Line line;
    if (!read_line(line)) return nullptr;
    ahead_.push_back(std::move(line));
  }
  return &ahead_[index];
}

std::string CsvReader::peek() {
  const auto* line = ahead(0);
  return line ? line->text : "";
}

bool CsvReader::next(std::vector<std::string>& fields) {
  const Line* first = nullptr;
  while ((first = ahead(0)) && first->text.empty()) {
    ahead_.pop_front();
    ++line_;
  }
  if (!first) return false;
  record_line_ = line_ + 1;
  well_formed_ = first->whole;
  text_ = first->text;
  taken_ = 1;
  split(fields);
  const bool believed = taken_ == 1 || (well_formed_ && (columns_ == 0 || fields.size() == columns_));
  if (!believed) {
    well_formed_ = false;
    taken_ = 1;
  }
  ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(taken_));
  line_ += static_cast<std::int64_t>(taken_);
  return true;
}

void CsvReader::split(std::vector<std::string>& fields) {
  fields.clear();
  for (std::size_t at = 0;; ++at) {
    auto& field = fields.emplace_back();
    if (at < text_.size() && text_[at] == '"') {
      at = quoted_field(at + 1, field);
    } else {
      const auto end = std::min(text_.find(separator_, at), text_.size());
      field.assign(text_, at, end - at);
      at = end;
    }
    if (at >= text_.size()) return;
  }
}

/// Reads from after the opening quote; answers where the field ends: at a separator or at the end of the text.
std::size_t CsvReader::quoted_field(std::size_t at, std::string& field) {
  for (;; ++at) {
    while (at >= text_.size())
      if (!append_line()) return text_.size();
    if (text_[at] != '"') {
      field += text_[at];
    } else if (at + 1 < text_.size() && text_[at + 1] == '"') {
      field += text_[++at];
    } else {
      const auto end = std::min(text_.find(separator_, at), text_.size());
      if (end != at + 1) well_formed_ = false;
      return end;
    }
  }
}

/// A line end within quotes: the record goes on. False when it does not.
bool CsvReader::append_line() {
  const auto* more = text_.size() > kMaxRecord || taken_ == kMaxLines ? nullptr : ahead(taken_);
  if (!more || !more->whole) {
    well_formed_ = false;
    return false;
  }
  ++taken_;
  text_ += '\n' + more->text;
  return true;
}

}  // namespace comptoir::replay
