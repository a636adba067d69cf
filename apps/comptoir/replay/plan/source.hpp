// The retailer's file: opened, decompressed, read line by line, judged line by line.
#pragma once
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/comptoir/replay/plan/days.hpp"

namespace comptoir::replay {

/// The file cannot be used at all: missing, no CSV of this kind, cut or damaged. The text says which and the cure.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A line as the file has it, in UTF-8; numbers are checked, not yet converted.
struct InvoiceLine {
  std::string invoice, code, description, country;
  std::int64_t quantity = 0;
  std::string day;       ///< "2010-12-01"
  std::string price;     ///< decimal text with a point, may be negative
  std::string customer;  ///< digits, or empty when unknown
};

/// The file's name for what comes on standard input.
inline constexpr const char* kStandardInput = "-";

/// Plain, gzip or xz, told by its first bytes; a pipe will do. The stream throws InputError when the compressed data is damaged or cut.
std::unique_ptr<std::istream> open_source(const std::filesystem::path& file);

/// Calls `read`; what a damaged archive throws meanwhile comes out as InputError.
void reading(const std::function<void()>& read);

/// Answers why it does not want a line, or nothing.
using Take = std::function<std::optional<std::string>(const InvoiceLine&)>;
using Complain = std::function<void(std::int64_t line, const std::string& why)>;

/// Gives every good line to `take`, and every bad one, or one that it refuses, to `complain` with its number and what is wrong.
/// Throws InputError when the first line is not a header of Online Retail, or when days may be read in two ways.
void read_invoices(std::istream& in, DayOrder, const Take& take, const Complain& complain);

}  // namespace comptoir::replay
