// The retailer's file: opened, decompressed, read line by line, judged line by line.
#pragma once
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace comptoir::replay {

/// The file cannot be used at all: missing, no CSV of this kind, cut or damaged. The text says which and the cure.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A line as the file has it; numbers are checked, not yet converted.
struct InvoiceLine {
  std::string invoice, code, description, country;
  std::int64_t quantity = 0;
  std::string day;       ///< "2010-12-01"
  std::string price;     ///< decimal text, may be negative
  std::string customer;  ///< digits, or empty when unknown
};

/// Plain, gzip or xz, told by its first bytes. The stream throws InputError when the compressed data is damaged or cut.
std::unique_ptr<std::istream> open_source(const std::filesystem::path& file);

/// Gives every good line to `take`, and every bad one to `complain` with its number and what is wrong.
/// Throws InputError when the first line is not the header of Online Retail.
void read_invoices(std::istream& in, const std::function<void(InvoiceLine)>& take,
                   const std::function<void(std::int64_t line, const std::string& why)>& complain);

}  // namespace comptoir::replay
