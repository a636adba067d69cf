#include "apps/comptoir/commandes/print.hpp"

#include <fmt/format.h>

#include <set>

#include "apps/comptoir/commands/json_text.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir::commandes {
namespace {

namespace bj = boost::json;

std::string text(const bj::value& v) {
  if (v.is_null()) return "-";
  return v.is_string() ? one_line(v.get_string()) : json_text(v);
}

/// Of a reason that may have many.
std::string first_line(const bj::value& v) {
  const std::string_view all = v.as_string();
  return one_line(all.substr(0, all.find('\n')));
}

std::chrono::milliseconds between(const bj::value& from, Instant to) {
  const auto instant = parse_rfc3339(text(from));
  return instant ? std::chrono::duration_cast<std::chrono::milliseconds>(to - *instant) : std::chrono::milliseconds(0);
}

/// "12:01:02.125" of "2026-01-15T12:01:02.125Z".
std::string clock_time(const bj::value& instant) {
  const auto all = text(instant);
  return all.size() < 23 ? all : all.substr(11, 12);
}

void print_step(std::ostream& out, const bj::object& event, const bj::object& step) {
  const auto& e = event.at("evenement");
  out << fmt::format("  {}  {:<20} {:<16} {:>10}   enregistré {} après\n", clock_time(step.at("le")),
                     text(step.at("etape")), text(e.at("source")),
                     duration(std::chrono::milliseconds(step.at("duree_ms").to_number<std::int64_t>())),
                     duration(between(e.at("timestamp"), *parse_rfc3339(text(event.at("enregistre_le"))))));
}

// "             stock l'a mis de côté à 12:01:02.125, 2 échecs, rejoué à 12:05:00.000 : <first line of the reason>"
void print_retry(std::ostream& out, const bj::value& letter) {
  const auto state = text(letter.at("etat"));
  const auto failures = letter.at("tentatives").to_number<std::int64_t>();
  out << fmt::format("{:16}{} l'a mis de côté à {}, {} échec{}, {}{} : {}\n", "", text(letter.at("service")),
                     clock_time(letter.at("depuis")), failures, failures > 1 ? "s" : "",
                     state == "en_attente" ? "attend encore"
                     : state == "rejouee"  ? "rejoué à "
                                           : "écarté à ",
                     state == "en_attente" ? "" : clock_time(letter.at("traitee_le")), first_line(letter.at("raison")));
}

void print_retries(std::ostream& out, const bj::object& event, const bj::object& story) {
  for (const auto& letter : story.at("reprises").as_array())
    if (letter.at("event_id") == event.at("evenement").at("event_id")) print_retry(out, letter);
}

void print_silent(std::ostream& out, const bj::object& story) {
  std::string names;
  for (const auto& name : story.at("muets").as_array()) names += (names.empty() ? "" : ", ") + text(name);
  if (!names.empty()) out << "Muets    : " << names << " ; leurs reprises ne sont pas connues.\n";
}

void print_waiting(std::ostream& out, const bj::value& waiting, const States& states, Instant now) {
  const auto service = text(waiting.at("service"));
  const auto late = between(waiting.at("limite"), now);
  out << "\nAttend   : " << text(waiting.at("etape")) << " de " << service << ", depuis "
      << duration(between(waiting.at("depuis"), now));
  if (late.count() > 0)
    out << " (en retard de " << duration(late) << ")";
  else
    out << " (à temps)";
  const auto diagnosis = diagnose(service, states);
  out << "\nPourquoi : " << diagnosis.reason << ".\nÀ faire : " << diagnosis.cure << ".\n";
}

std::string sentence(const bj::value& lack) {
  if (lack.as_object().contains("produit_id"))
    return fmt::format("produit {} : {} voulus, {} disponibles", text(lack.at("produit_id")), text(lack.at("demande")),
                       text(lack.at("disponible")));
  return fmt::format("{} $ à payer, solde {} $ à présent", text(lack.at("total")), text(lack.at("solde")));
}

void print_verdict(std::ostream& out, const bj::value& verdict) {
  if (verdict.is_null()) return;
  out << "\nVerdict  : " << text(verdict.at("etat"));
  if (const auto& motif = verdict.at("motif"); !motif.is_null()) out << ", motif " << text(motif);
  out << '\n';
  for (const auto& lack : verdict.at("manque").as_array()) out << "Manque   : " << sentence(lack) << '\n';
}

}  // namespace

std::string duration(std::chrono::milliseconds d) {
  const auto ms = std::max<std::int64_t>(0, d.count());
  if (ms < 1'000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{},{} s", ms / 1'000, ms % 1'000 / 100);
  if (ms < 3'600'000) return fmt::format("{} min {:02} s", ms / 60'000, ms % 60'000 / 1'000);
  return fmt::format("{} h {:02} min", ms / 3'600'000, ms % 3'600'000 / 60'000);
}

void print_list(std::ostream& out, const bj::array& orders, const States& states, Instant now) {
  out << fmt::format("{:<41} {:<18} {:<10} {:>14} {:>14}\n", "commande", "attend", "de", "depuis", "retard");
  std::set<std::string> services;
  for (const auto& order : orders) {
    const auto& waiting = order.at("attente");
    const auto late = between(waiting.at("limite"), now);
    services.insert(text(waiting.at("service")));
    out << fmt::format("{:<41} {:<18} {:<10} {:>14} {:>14}\n", text(order.at("commande_id")), text(waiting.at("etape")),
                       text(waiting.at("service")), duration(between(waiting.at("depuis"), now)),
                       late.count() > 0 ? duration(late) : "-");
  }
  for (const auto& service : services) {
    const auto diagnosis = diagnose(service, states);
    out << '\n' << diagnosis.reason << ".\n  À faire : " << diagnosis.cure << ".\n";
  }
}

void print_story(std::ostream& out, const bj::object& story, const States& states, Instant now) {
  out << "Commande " << text(story.at("commande_id")) << ", client " << text(story.at("client_id")) << ", magasin "
      << text(story.at("magasin_id")) << '\n';
  const auto& events = story.at("evenements").as_array();
  const auto& steps = story.at("etapes").as_array();
  for (std::size_t i = 0; i < std::min(events.size(), steps.size()); ++i)
    print_step(out, events[i].as_object(), steps[i].as_object()), print_retries(out, events[i].as_object(), story);
  if (const auto& trace = story.at("trace"); !trace.is_null()) out << "\nTrace    : " << text(trace) << '\n';
  print_silent(out, story);
  print_verdict(out, story.at("verdict"));
  if (const auto& waiting = story.at("attente"); !waiting.is_null()) return print_waiting(out, waiting, states, now);
  out << "Terminée en " << duration(std::chrono::milliseconds(story.at("duree_ms").to_number<std::int64_t>()))
      << ", compensations comprises.\n";
}

}  // namespace comptoir::commandes
