#include "apps/comptoir/replay/plan/columns.hpp"

#include <algorithm>
#include <sstream>

#include "apps/comptoir/replay/plan/csv.hpp"
#include "apps/comptoir/replay/plan/source.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir::replay {
namespace {

constexpr char kSeparators[] = {',', ';', '\t', '|'};
constexpr std::size_t kToldHeader = 300;  // bytes of a strange header that a message shows

/// The names of Online Retail, then of Online Retail II; in the order of Column.
constexpr std::array<std::array<const char*, 2>, kColumnCount> kNames = {{{"InvoiceNo", "Invoice"},
                                                                          {"StockCode", "StockCode"},
                                                                          {"Description", "Description"},
                                                                          {"Quantity", "Quantity"},
                                                                          {"InvoiceDate", "InvoiceDate"},
                                                                          {"UnitPrice", "Price"},
                                                                          {"CustomerID", "Customer ID"},
                                                                          {"Country", "Country"}}};

/// Letters and digits, small: "Customer ID" and "customer_id" are CustomerID.
std::string essence(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::vector<std::string> cut(std::string_view header, char separator) {
  std::istringstream in{std::string(header)};
  std::vector<std::string> fields;
  CsvReader(in, separator).next(fields);
  return fields;
}

/// The separator that makes most fields; ',' first.
char separator_of(std::string_view header) {
  return *std::ranges::max_element(kSeparators, {}, [&](char c) { return cut(header, c).size(); });
}

std::vector<std::size_t> places_of(const std::vector<std::string>& header, std::size_t column) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < header.size(); ++i)
    if (essence(header[i]) == essence(kNames[column][0]) || essence(header[i]) == essence(kNames[column][1]))
      places.push_back(i);
  return places;
}

std::string wanted(std::size_t column) {
  const auto [one, two] = kNames[column];
  return std::string_view(one) == two ? one : std::string(one) + " (ou " + two + ")";
}

[[noreturn]] void refuse(const std::string& what, const std::string& columns, std::string_view header) {
  throw InputError(
      "ce n'est pas le CSV d'Online Retail : " + what + " : " + columns +
      ".\n  trouvé : " + one_line(header.substr(0, kToldHeader)) +
      "\n  attendu : InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country, dans "
      "n'importe quel ordre ; renommez les colonnes de la première ligne");
}

}  // namespace

Columns Columns::read(std::string_view header) {
  Columns columns;
  columns.separator_ = separator_of(header);
  const auto names = cut(header, columns.separator_);
  columns.count_ = names.size();
  std::string missing, twice;
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto places = places_of(names, i);
    if (places.empty()) missing += (missing.empty() ? "" : ", ") + wanted(i);
    if (places.size() > 1) twice += (twice.empty() ? "" : ", ") + wanted(i);
    if (places.size() != 1) continue;
    columns.places_[i] = places[0];
    columns.names_[i] = kNames[i][essence(names[places[0]]) == essence(kNames[i][0]) ? 0 : 1];
  }
  if (!missing.empty()) refuse("colonnes absentes de sa première ligne", missing, header);
  if (!twice.empty()) refuse("colonnes nommées deux fois", twice, header);
  return columns;
}

}  // namespace comptoir::replay
