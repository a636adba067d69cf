#include "apps/comptoir/replay/plan/source.hpp"

#include <boost/iostreams/device/file.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fstream>

#include "apps/comptoir/replay/plan/csv.hpp"
#include "apps/comptoir/replay/plan/exact.hpp"
#include "libs/base/clock.hpp"

namespace comptoir::replay {
namespace {

namespace io = boost::iostreams;

constexpr std::string_view kHeader =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
constexpr std::string_view kGzip = "\x1f\x8b";
constexpr std::string_view kXz =
    "\xfd"
    "7zXZ";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kColumns = 8;
constexpr std::size_t kMaxCode = 64, kMaxCountry = 110;
constexpr std::int64_t kMaxQuantity = 1'000'000'000;
constexpr std::size_t kDaySize = 10;

std::string first_bytes(std::ifstream& file) {
  std::string magic(kXz.size(), '\0');
  file.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  magic.resize(static_cast<std::size_t>(file.gcount()));
  file.clear();
  file.seekg(0);
  return magic;
}

/// "17850.0" or "17850" -> "17850"; nothing when it is no number.
std::optional<std::string> customer_of(std::string_view text) {
  if (text.empty()) return "";
  text = text.substr(0, text.ends_with(".0") ? text.size() - 2 : text.size());
  const auto id = parse_integer(text);
  if (!id || *id < 1) return std::nullopt;
  return std::to_string(*id);
}

/// What is wrong with a record, or nothing and `out` filled.
std::optional<std::string> judge(const std::vector<std::string>& f, InvoiceLine& out) {
  if (f.size() != kColumns) return std::to_string(f.size()) + " champs au lieu de " + std::to_string(kColumns);
  const auto quantity = parse_integer(f[3]);
  if (f[0].empty()) return "InvoiceNo vide";
  if (f[1].empty() || f[1].size() > kMaxCode) return "StockCode vide ou trop long";
  if (!quantity || std::abs(*quantity) > kMaxQuantity) return "Quantity n'est pas un entier : " + f[3];
  if (f[4].size() < kDaySize || !parse_day(f[4].substr(0, kDaySize))) return "InvoiceDate n'est pas une date : " + f[4];
  if (!parse_price(f[5])) return "UnitPrice n'est pas un nombre : " + f[5];
  const auto customer = customer_of(f[6]);
  if (!customer) return "CustomerID n'est pas un numéro : " + f[6];
  if (f[7].empty() || f[7].size() > kMaxCountry) return "Country vide ou trop long";
  out = {f[0], f[1], f[2], f[7], *quantity, f[4].substr(0, kDaySize), f[5], *customer};
  return std::nullopt;
}

void check_header(std::istream& in) {
  std::string header;
  std::getline(in, header);
  if (header.ends_with('\r')) header.pop_back();
  if (header.starts_with(kByteOrderMark)) header.erase(0, kByteOrderMark.size());
  if (header != kHeader)
    throw InputError("ce n'est pas le CSV d'Online Retail : sa première ligne doit être\n  " + std::string(kHeader));
}

/// What a damaged archive throws, in words.
template <class Read>
void translated(Read read) {
  try {
    read();
  } catch (const io::lzma_error& e) {
    throw InputError("données xz abîmées ou coupées (code " + std::to_string(e.error()) + ") ; vérifiez avec `xz -t`");
  } catch (const io::gzip_error&) {
    throw InputError("données gzip abîmées ou coupées ; vérifiez avec `gzip -t`");
  } catch (const io::zlib_error&) {
    throw InputError("données gzip abîmées ou coupées ; vérifiez avec `gzip -t`");
  } catch (const std::ios::failure& e) {
    throw InputError(std::string("lecture impossible : ") + e.what());
  }
}

}  // namespace

std::unique_ptr<std::istream> open_source(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) throw InputError("pas de fichier ici : " + path.string());
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError("lecture refusée : " + path.string());
  const auto magic = first_bytes(file);
  file.close();
  auto in = std::make_unique<io::filtering_istream>();
  if (magic.starts_with(kGzip)) in->push(io::gzip_decompressor());
  if (magic.starts_with(kXz)) in->push(io::lzma_decompressor());
  in->push(io::file_source(path.string(), std::ios::binary));
  in->exceptions(std::ios::badbit);
  return in;
}

void read_invoices(std::istream& in, const std::function<void(InvoiceLine)>& take,
                   const std::function<void(std::int64_t, const std::string&)>& complain) {
  translated([&] {
    check_header(in);
    CsvReader reader(in);
    std::vector<std::string> fields;
    while (reader.next(fields)) {
      InvoiceLine line;
      const auto wrong = reader.well_formed() ? judge(fields, line) : std::optional<std::string>("guillemet mal placé");
      if (wrong)
        complain(reader.line() + 1, *wrong);
      else
        take(std::move(line));
    }
  });
}

}  // namespace comptoir::replay
