#include "apps/comptoir/verify/report.hpp"

#include <atomic>
#include <future>

#include "apps/comptoir/verify/unreadable.hpp"
#include "libs/base/terminal.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::verify {
namespace {

constexpr std::size_t kNameWidth = 18, kSentenceWidth = 68;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// Nothing when a statement stumbled over some data, and `why` says over what.
std::optional<Finding> tried(const Check& check, const Evidence& evidence, std::string& why) {
  try {
    return check.run(evidence);
  } catch (const Retryable&) {
    throw;  // the world's fault: nothing was seen
  } catch (const std::exception& e) {
    why = first_line(e.what());
    evidence.databases.back();
    return std::nullopt;
  }
}

Line to_line(const Check& check, Finding finding, bool at_rest) {
  Line line{check.name, check.sentence, Verdict::ok, std::move(finding)};
  if (line.finding.breaches.empty()) return line;
  const bool judged = check.when == When::always || at_rest;
  line.verdict = judged ? Verdict::broken : Verdict::not_judged;
  return line;
}

/// One thread's checks. What is stored may be anything: when a check stumbles, or finds a breach, the events that nobody can
/// read are sought, once, and it is done again without them.
class Judge {
 public:
  Judge(Databases& databases, const Orders& orders) : databases_(databases), orders_(orders) {}

  Line judge(const Check& check) {
    std::string why;
    auto found = tried(check, {databases_, orders_}, why);
    if (found && to_line(check, *found, databases_.at_rest()).verdict != Verdict::broken)
      return to_line(check, std::move(*found), databases_.at_rest());
    if (seek() > 0 || !found) found = tried(check, {databases_, orders_}, why);
    if (!found) found = Finding{"n'a pu être jugé jusqu'au bout"}, found->breach("une donnée l'arrête : " + why);
    return to_line(check, std::move(*found), databases_.at_rest());
  }

  /// Nothing when no check of this thread had to ask.
  const std::optional<std::vector<std::string>>& unreadable() const { return unreadable_; }

 private:
  std::size_t seek() {
    if (!unreadable_) {
      auto sought = find_unreadable(databases_);
      databases_.leave_out(std::move(sought.places));
      unreadable_ = std::move(sought.named);
    }
    return unreadable_->size();
  }

  Databases& databases_;
  const Orders& orders_;
  std::optional<std::vector<std::string>> unreadable_;
};

Line readable(const Judge& one, const Judge& other) {
  const auto& unreadable = one.unreadable() ? one.unreadable() : other.unreadable();
  Line line{"lisibles", "chaque événement gardé se lit", Verdict::ok, Finding{"aucun contrôle n'a trébuché"}};
  if (!unreadable) return line;
  line.finding.figures = std::to_string(unreadable->size()) + " illisibles";
  for (const auto& event : *unreadable) line.finding.breach(event);
  if (!unreadable->empty()) line.verdict = Verdict::broken;
  return line;
}

/// The checks in two threads, each with sessions of its own: PostgreSQL gives a session one processor. Told in the order given, begun
/// from its end: the folds of the whole log, which take longest, stand there.
std::vector<Line> judge_all(const std::vector<const Check*>& checks, Databases& databases, const Orders& orders) {
  std::vector<Line> lines(checks.size());
  std::atomic<std::ptrdiff_t> left{std::ssize(checks)};
  const auto judge_some = [&](Judge& judge) {
    for (std::ptrdiff_t i; (i = --left) >= 0;) lines[i] = judge.judge(*checks[i]);
  };
  Databases twins(databases);
  databases.mark();
  twins.mark();
  Judge here(databases, orders), there(twins, orders);
  auto other = std::async(std::launch::async, judge_some, std::ref(there));
  judge_some(here);
  other.get();
  lines.push_back(readable(here, there));
  return lines;
}

Orders read_or_tell(Databases& databases, std::optional<Line>& unread) {
  databases.mark();
  try {
    auto orders = read_orders(databases);
    databases.unmark();
    return orders;
  } catch (const Retryable&) {
    throw;
  } catch (const std::exception& e) {
    unread = Line{"lecture", "les commandes se lisent dans les bases de tous", Verdict::broken, Finding{"illisible"}};
    unread->finding.breach(first_line(e.what()));
    databases.back();
    databases.unmark();
    return {};
  }
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
  std::optional<Line> unread;
  const auto orders = all ? read_or_tell(databases, unread) : Orders{};
  std::vector<const Check*> wanted;
  for (const auto checks :
       {stock_checks(), money_checks(), order_checks(), journal_checks(), projection_folds(), projection_checks()})
    for (const auto& check : checks)
      if (all || check.when == When::always) wanted.push_back(&check);
  Report report{.at_rest = databases.at_rest(), .lines = judge_all(wanted, databases, orders)};
  if (unread) report.lines.insert(report.lines.begin(), std::move(*unread));
  return report;
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
