#include "apps/comptoir/verify/report.hpp"

#include <atomic>
#include <future>

#include "libs/base/terminal.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::verify {
namespace {

constexpr std::size_t kNameWidth = 18, kSentenceWidth = 68;

Line judge(const Check& check, const Evidence& evidence) {
  Line line{check.name, check.sentence, Verdict::ok, check.run(evidence)};
  if (line.finding.breaches.empty()) return line;
  const bool judged = check.when == When::always || evidence.databases.at_rest();
  line.verdict = judged ? Verdict::broken : Verdict::not_judged;
  return line;
}

/// The checks in two threads, each with sessions of its own: PostgreSQL gives a session one processor. Told in the order given, begun
/// from its end: the folds of the whole log, which take longest, stand there.
std::vector<Line> judge_all(const std::vector<const Check*>& checks, Databases& databases, const Orders& orders) {
  std::vector<Line> lines(checks.size());
  std::atomic<std::ptrdiff_t> left{std::ssize(checks)};
  const auto judge_some = [&](Databases& mine) {
    for (std::ptrdiff_t i; (i = --left) >= 0;) lines[i] = judge(*checks[i], {mine, orders});
  };
  Databases twins(databases);
  auto other = std::async(std::launch::async, judge_some, std::ref(twins));
  judge_some(databases);
  other.get();
  return lines;
}

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok: return "OK";
    case Verdict::broken: return "ROMPU";
    case Verdict::not_judged: return "EN COURS";
  }
  return "";
}

std::string coloured(Verdict verdict, bool colour) {
  if (!colour) return word(verdict);
  const char* start = verdict == Verdict::ok ? "\x1b[32m" : verdict == Verdict::broken ? "\x1b[1;31m" : "\x1b[33m";
  return std::string(start) + word(verdict) + "\x1b[0m";
}

/// Padded to a terminal's cells: a byte that continues a character takes none.
std::string padded(const std::string& text, std::size_t width) {
  const auto cells = static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
  return text + std::string(width - std::min(width, cells), ' ');
}

std::string told(const Finding& finding) {
  std::string text;
  for (const auto& breach : finding.breaches) text += "      " + one_line(breach) + '\n';
  if (finding.untold > 0) text += "      … et " + std::to_string(finding.untold) + " de plus\n";
  return text;
}

}  // namespace

bool Report::holds() const {
  return std::ranges::none_of(lines, [](const Line& line) { return line.verdict == Verdict::broken; });
}

Report verify(const Config& config, Scope scope) {
  Databases databases(config);
  const bool all = scope == Scope::all || databases.at_rest();
  const auto orders = all ? read_orders(databases) : Orders{};
  std::vector<const Check*> wanted;
  for (const auto checks :
       {stock_checks(), money_checks(), order_checks(), journal_checks(), projection_folds(), projection_checks()})
    for (const auto& check : checks)
      if (all || check.when == When::always) wanted.push_back(&check);
  return {.at_rest = databases.at_rest(), .lines = judge_all(wanted, databases, orders)};
}

std::string to_json(const Report& report) {
  json::Writer w;
  w.open().field("ok", report.holds()).field("au_repos", report.at_rest).key("controles").open_array();
  for (const auto& line : report.lines) {
    w.open().field("nom", line.name).field("phrase", line.sentence).field("verdict", word(line.verdict));
    w.field("chiffres", line.finding.figures).key("ruptures").open_array();
    for (const auto& breach : line.finding.breaches) w.value(breach);
    w.close_array().field("autres_ruptures", line.finding.untold).close();
  }
  return w.close_array().close().text();
}

std::string to_table(const Report& report, bool colour) {
  std::string text;
  if (!report.at_rest) text += "Du travail est en cours : ce qui compare les services n'est pas jugé.\n";
  for (const auto& line : report.lines)
    text += "  " + padded(line.name, kNameWidth) + ' ' + padded(line.sentence, kSentenceWidth) + ' ' +
            coloured(line.verdict, colour) + "\n      " + one_line(line.finding.figures) + '\n' + told(line.finding);
  return text + (report.holds() ? "Tous les invariants tiennent.\n" : "Un invariant est ROMPU.\n");
}

}  // namespace comptoir::verify
