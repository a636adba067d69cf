#include "apps/comptoir/replay/plan/source.hpp"

#include "apps/comptoir/replay/plan/csv.hpp"
#include "apps/comptoir/replay/plan/judge.hpp"

namespace comptoir::replay {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// Lines in the file's order. Where days need the whole column to be understood, they wait for its end.
class Lines {
 public:
  Lines(DayOrder order, const Take& take, const Complain& complain) : order_(order), take_(take), complain_(complain) {}

  void add(std::int64_t number, Judged judged) {
    if (!judged.wrong.empty()) return complain_(number, judged.wrong);
    const bool waits = order_ == DayOrder::told_by_the_file && (!judged.day.year_first || !waiting_.empty());
    if (!waits) return settle(number, judged);
    orders_.add(judged.day);
    waiting_.emplace_back(number, std::move(judged));
  }

  void end() {
    if (waiting_.empty()) return;
    const auto verdict = orders_.verdict();
    if (!verdict)
      throw InputError("les dates peuvent se lire de deux façons (" + shown(waiting_.front().second.date) + ", ligne " +
                       std::to_string(waiting_.front().first) +
                       ") : dites --dates j/m/a si le jour vient d'abord, --dates m/j/a si c'est le mois");
    order_ = *verdict;
    for (auto& [number, judged] : waiting_) settle(number, judged);
  }

 private:
  void settle(std::int64_t number, Judged& judged) {
    const auto day = judged.day.iso(order_);
    if (!day) return complain_(number, "jour qui n'existe pas : " + shown(judged.date));
    judged.line.day = *day;
    if (const auto refused = take_(judged.line)) complain_(number, *refused);
  }

  DayOrder order_;
  const Take& take_;
  const Complain& complain_;
  DayOrders orders_;
  std::vector<std::pair<std::int64_t, Judged>> waiting_;
};

Columns header_of(CsvReader& reader) {
  auto header = reader.peek();
  if (header.starts_with(kByteOrderMark)) header.erase(0, kByteOrderMark.size());
  if (header.empty())
    throw InputError("fichier vide, ou dont la première ligne est vide : elle doit nommer les colonnes");
  auto columns = Columns::read(header);
  std::vector<std::string> fields;
  reader.next(fields);
  reader.expect(columns.count(), columns.separator());
  return columns;
}

}  // namespace

void read_invoices(std::istream& in, DayOrder order, const Take& take, const Complain& complain) {
  reading([&] {
    CsvReader reader(in);
    const auto columns = header_of(reader);
    Lines lines(order, take, complain);
    std::vector<std::string> fields;
    while (reader.next(fields))
      if (reader.well_formed())
        lines.add(reader.line(), judge(columns, fields));
      else
        complain(reader.line(), "guillemet mal placé ou ligne trop longue");
    lines.end();
  });
}

}  // namespace comptoir::replay
