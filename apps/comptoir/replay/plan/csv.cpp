#include "apps/comptoir/replay/plan/csv.hpp"

namespace comptoir::replay {

bool CsvReader::read_line() {
  if (!std::getline(in_, text_)) return false;
  ++line_;
  if (text_.ends_with('\r')) text_.pop_back();
  return true;
}

bool CsvReader::next(std::vector<std::string>& fields) {
  do {
    if (!read_line()) return false;
  } while (text_.empty());
  record_line_ = line_;
  well_formed_ = true;
  split(fields);
  return true;
}

void CsvReader::split(std::vector<std::string>& fields) {
  fields.clear();
  for (std::size_t at = 0;; ++at) {
    auto& field = fields.emplace_back();
    if (at < text_.size() && text_[at] == '"') {
      at = quoted_field(at + 1, field);
    } else {
      const auto end = std::min(text_.find(',', at), text_.size());
      field.assign(text_, at, end - at);
      at = end;
    }
    if (at >= text_.size()) return;
  }
}

/// Reads from after the opening quote; answers where the field ends: at a ',' or at the end of the text.
std::size_t CsvReader::quoted_field(std::size_t at, std::string& field) {
  for (;; ++at) {
    while (at >= text_.size())
      if (!append_line()) return text_.size();
    if (text_[at] != '"') {
      field += text_[at];
    } else if (at + 1 < text_.size() && text_[at + 1] == '"') {
      field += text_[++at];
    } else {
      const auto end = std::min(text_.find(',', at), text_.size());
      if (end != at + 1) well_formed_ = false;
      return end;
    }
  }
}

/// A line end within quotes: the record goes on. False when it does not.
bool CsvReader::append_line() {
  std::string more;
  if (text_.size() > kMaxRecord || !std::getline(in_, more)) {
    well_formed_ = false;
    return false;
  }
  ++line_;
  if (more.ends_with('\r')) more.pop_back();
  text_ += '\n' + more;
  return true;
}

}  // namespace comptoir::replay
