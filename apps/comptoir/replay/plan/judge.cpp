#include "apps/comptoir/replay/plan/judge.hpp"

#include "apps/comptoir/replay/plan/exact.hpp"
#include "apps/comptoir/replay/plan/names.hpp"
#include "libs/base/terminal.hpp"
#include "libs/base/utf8.hpp"

namespace comptoir::replay {
namespace {

constexpr std::size_t kShown = 60;      // bytes of a value in a message
constexpr std::size_t kThousands = 3;   // digits between two separators of thousands
constexpr std::size_t kMaxNumber = 40;  // characters

std::string_view trimmed_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// In UTF-8, trimmed; nothing when a control character is in it.
std::optional<std::string> text_of(std::string_view field) {
  const auto trimmed = trimmed_spaces(field);
  auto text = is_utf8(trimmed) ? std::string(trimmed) : utf8_from_latin1(trimmed);
  if (one_line(text) != text) return std::nullopt;
  return text;
}

/// "2,55" -> "2.55". "1,234" may be a thousand or one and a bit: it is neither.
std::optional<std::string> with_point(std::string_view text) {
  const auto comma = text.find(',');
  std::string out(text);
  if (comma == text.npos) return out;
  const bool thousands =
      text.size() - comma - 1 == kThousands && text.substr(0, comma).find_first_not_of("-0") != text.npos;
  if (thousands || text.find('.') != text.npos) return std::nullopt;
  out[comma] = '.';
  return out;
}

/// "6", "6.0", "6,00" -> 6.
std::optional<std::int64_t> whole_number(std::string_view text) {
  if (const auto point = text.find_first_of(".,"); point != text.npos && point + 1 < text.size() &&
                                                   text.find_first_not_of('0', point + 1) == text.npos &&
                                                   text.size() - point - 1 < kThousands)
    text = text.substr(0, point);
  return parse_integer(text);
}

/// "17850.0" or "17850" -> "17850"; nothing when it is no number.
std::optional<std::string> customer_of(std::string_view text) {
  if (text.empty()) return "";
  const auto id = whole_number(text);
  if (!id || *id < 1) return std::nullopt;
  return std::to_string(*id);
}

class Judge {
 public:
  Judge(const Columns& columns, const std::vector<std::string>& fields) : columns_(columns), fields_(fields) {}

  Judged verdict() {
    auto& line = out_.line;
    line.invoice = identifier(Column::invoice, kMaxInvoice);
    line.code = identifier(Column::code, kMaxCode);
    line.quantity = quantity();
    date();
    line.price = price();
    customer();
    line.country = identifier(Column::country, kMaxCountry);
    line.description = columns_.of(fields_, Column::description);
    return std::move(out_);
  }

 private:
  std::string_view field(Column column) const { return trimmed_spaces(columns_.of(fields_, column)); }
  void wrong(Column column, const std::string& what) {
    if (out_.wrong.empty()) out_.wrong = columns_.name(column) + ' ' + what;
  }
  std::string identifier(Column column, std::size_t max) {
    auto text = text_of(field(column));
    if (!text)
      wrong(column, "a des caractères de contrôle : " + shown(field(column)));
    else if (text->empty())
      wrong(column, "vide");
    else if (text->size() > max)
      wrong(column, "trop long, plus de " + std::to_string(max) + " octets : " + shown(*text));
    return text.value_or("");
  }
  std::int64_t quantity() {
    const auto number = whole_number(field(Column::quantity));
    if (!number)
      wrong(Column::quantity, "n'est pas un entier : " + shown(field(Column::quantity)));
    else if (*number > kMaxQuantity || *number < -kMaxQuantity)
      wrong(Column::quantity, "dépasse " + std::to_string(kMaxQuantity) + " : " + std::to_string(*number));
    return number.value_or(0);
  }
  void date() {
    out_.date = field(Column::date);
    if (const auto day = WrittenDay::parse(out_.date))
      out_.day = *day;
    else
      wrong(Column::date, "n'est pas une date : " + shown(out_.date));
    if (out_.day.year_first && !out_.day.iso({}))
      wrong(Column::date, "n'est pas un jour qui existe : " + shown(out_.date));
  }
  std::string price() {
    const auto text = field(Column::price);
    const auto decimal = with_point(text);
    const auto cents = decimal && text.size() <= kMaxNumber ? parse_price(*decimal) : std::nullopt;
    if (!cents)
      wrong(Column::price, "n'est pas un nombre : " + shown(text));
    else if (*cents > kMaxAmount || *cents < -kMaxAmount)
      wrong(Column::price, "dépasse " + format_dollars(kMaxAmount) + " : " + shown(text));
    return decimal.value_or("");
  }
  void customer() {
    const auto id = customer_of(field(Column::customer));
    if (!id) wrong(Column::customer, "n'est pas un numéro : " + shown(field(Column::customer)));
    out_.line.customer = id.value_or("");
  }

  const Columns& columns_;
  const std::vector<std::string>& fields_;
  Judged out_;
};

}  // namespace

std::string shown(std::string_view value) {
  const auto visible = one_line(value.substr(0, kShown));
  return value.size() > kShown ? visible + "…" : visible;
}

Judged judge(const Columns& columns, const std::vector<std::string>& fields) {
  if (fields.size() == columns.count()) return Judge(columns, fields).verdict();
  Judged refused;
  refused.wrong = std::to_string(fields.size()) + " champs au lieu de " + std::to_string(columns.count());
  return refused;
}

}  // namespace comptoir::replay
