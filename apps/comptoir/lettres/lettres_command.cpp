#include <fmt/format.h>

#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/commands/json_text.hpp"
#include "apps/comptoir/lettres/acts.hpp"
#include "apps/comptoir/lettres/command.hpp"
#include "libs/base/error.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir {
namespace {

namespace bj = boost::json;
using lettres::Api;
using lettres::Options;

std::string cell(const bj::object& o, const char* name) {
  const auto& v = o.at(name);
  if (v.is_null()) return "-";
  return v.is_string() ? one_line(v.get_string()) : json_text(v);
}

/// All that the services answer, one array.
bj::array gather(std::vector<Api>& services, const std::string& path, const lettres::Query& query, std::int64_t limit) {
  bj::array all;
  for (auto& api : services)
    for (auto& element : api.elements(path, query, limit)) all.push_back(std::move(element));
  return all;
}

template <class Print>
int show_all(const char* name, bj::array all, const Options& o, Print print) {
  for (const auto& element : all)
    if (!o.as_json) print(element.as_object());
  if (o.as_json) std::cout << json_text(bj::object{{name, std::move(all)}}) << '\n';
  return 0;
}

int list(std::vector<Api>& services, const Options& o) {
  lettres::Query query;
  if (o.state != "toutes") query.emplace_back("etat", o.state);
  if (o.key) query.emplace_back("cle", *o.key);
  if (o.cause) query.emplace_back("cause", *o.cause);
  return show_all("lettres", gather(services, "", query, o.limit), o, [](const bj::object& l) {
    std::cout << fmt::format("{:<12} {:<8} {:<10} {:<24} {:<16} {:<22} {:>2} × {}\n", cell(l, "service"), cell(l, "id"),
                             cell(l, "etat"), cell(l, "depuis"), cell(l, "cle"), cell(l, "event_type"),
                             cell(l, "tentatives"), cell(l, "cause"));
  });
}

int causes(std::vector<Api>& services, const Options& o) {
  return show_all("causes", gather(services, "/causes", {}, o.limit), o, [](const bj::object& c) {
    std::cout << fmt::format("{:<12} {:>7} lettres, {} clés, depuis {}, exemple {}\n  {}\n", cell(c, "service"),
                             cell(c, "nombre"), cell(c, "cles"), cell(c, "depuis"), cell(c, "exemple"),
                             cell(c, "cause"));
  });
}

int acts(std::vector<Api>& services, const Options& o) {
  return show_all("actes", gather(services, "/actes", {}, o.limit), o, [](const bj::object& a) {
    std::cout << fmt::format("{:<12} {:<5} {:<6} {:<24} {:<12} {:>6}/{:<6} {} échecs  {} : {}\n", cell(a, "service"),
                             cell(a, "id"), cell(a, "genre"), cell(a, "debut"), cell(a, "issue"), cell(a, "faites"),
                             cell(a, "total"), cell(a, "echecs"), cell(a, "auteur"), cell(a, "note"));
  });
}

int show(std::vector<Api>& services, const Options& o) {
  const auto letter = services.front().letter(*o.id);
  if (o.as_json) {
    std::cout << json_text(letter) << '\n';
    return 0;
  }
  for (const auto& [name, value] : letter)
    if (!value.is_null() && !value.is_array())
      std::cout << fmt::format("{:<12} {}\n", std::string(name), cell(letter, std::string(name).c_str()));
  for (const auto& cause : letter.at("causes").as_array())
    std::cout << fmt::format("{:<12} {}\n", "  ←", one_line(cause.as_string()));
  return 0;
}

using Verb = int (*)(std::vector<Api>&, const Options&);

int run(Verb verb, const Options& o) {
  const auto system = require_system(o.where);
  if (!system) return kNothingRuns;
  std::vector<Api> services;
  for (const auto& service : kServices)
    if (o.service.empty() || o.service == service.name)
      services.emplace_back(std::string(service.name), system->services.at(std::string(service.name)));
  return verb(services, o);
}

CLI::App* add(CLI::App& lettres, const char* name, const char* what, Verb verb, int& exit_code,
              const std::shared_ptr<Options>& o) {
  auto* sub = lettres.add_subcommand(name, what);
  lettres::add_place(*sub, *o);
  sub->callback([o, verb, &exit_code] { exit_code = run(verb, *o); });
  return sub;
}

void one_letter(CLI::App* sub, Options& o, bool required) {
  auto* id = sub->add_option(required ? "ID" : "--id", o.id, "la lettre ; avec --service")->type_name("ID");
  id->check(CLI::PositiveNumber)->needs(sub->get_option("--service"));
  if (required) id->required();
}

void at_most(CLI::App* sub, Options& o) {
  sub->add_option("--limite", o.limit, "lignes par service")->check(CLI::Range(1, 1'000'000))->capture_default_str();
}

void add_reading_verbs(CLI::App& verb, int& exit_code) {
  auto o = std::make_shared<Options>();
  auto* sub = add(verb, "list", "Les lettres, dans l'ordre où elles furent mises de côté", list, exit_code, o);
  lettres::add_selection(*sub, *o);
  at_most(sub, *o);
  sub->add_option("--etat", o->state, "en_attente, rejouee, ecartee ou toutes")
      ->check(CLI::IsMember({"en_attente", "rejouee", "ecartee", "toutes"}))
      ->capture_default_str();
  sub->footer("Exemples :\n  comptoir lettres list\n  comptoir lettres list --service stock --etat toutes --json");
  o = std::make_shared<Options>();
  sub = add(verb, "causes", "Combien de lettres attendent, par cause", causes, exit_code, o);
  sub->footer("Exemple :\n  comptoir lettres causes");
  o = std::make_shared<Options>();
  sub = add(verb, "show", "Tout d'une lettre : ses causes, ses octets, qui l'a traitée", show, exit_code, o);
  one_letter(sub, *o, true);
  sub->footer("Exemple :\n  comptoir lettres show 12 --service stock");
  o = std::make_shared<Options>();
  sub = add(verb, "actes", "Qui a rejoué ou écarté quoi, quand, pourquoi, et comment cela finit", acts, exit_code, o);
  at_most(sub, *o);
  sub->footer("Exemple :\n  comptoir lettres actes --service stock");
}

void add_replay(CLI::App& verb, int& exit_code) {
  const auto o = std::make_shared<Options>();
  auto* sub = add(verb, "rejouer", "Applique les lettres dans l'ordre de leur clé ; s'arrête au premier échec",
                  lettres::replay, exit_code, o);
  lettres::add_selection(*sub, *o);
  one_letter(sub, *o, false);
  lettres::add_author(*sub, *o);
  sub->add_flag("--essai", o->rehearsal, "dit ce qui arriverait, et n'écrit rien (500 lettres au plus)");
  sub->add_flag("--continuer", o->go_on, "un échec n'arrête que sa clé");
  sub->add_option("--par-seconde", o->per_second,
                  "lettres par seconde, au plus (défaut : 1000) ; plus, et les commandes nouvelles attendent")
      ->check(CLI::Range(1, 100'000))
      ->type_name("N");
  sub->footer(
      "Une cause rejoue les clés qu'elle bloque, de leur première lettre à la dernière. Les commandes nouvelles "
      "passent\n"
      "entre deux lots ; celles d'une clé en cours de rejeu passent derrière ses lettres. Coupé, un rejeu a fait ce "
      "qu'il\n"
      "a fait ; relancez-le pour le reste. 0 tout est rejoué, 1 un échec ou un acte déjà en cours, 3 rien ne "
      "tourne.\n\n"
      "Exemples :\n  comptoir lettres rejouer --note \"correctif 42\" --essai\n"
      "  comptoir lettres rejouer --note \"correctif 42\" --par-seconde 500\n"
      "  comptoir lettres rejouer --service stock --cle client:7 --note \"ticket 1234\"");
}

void add_discard(CLI::App& verb, int& exit_code) {
  const auto o = std::make_shared<Options>();
  auto* sub =
      add(verb, "ecarter", "Renonce à des lettres : elles ne seront jamais appliquées", lettres::discard, exit_code, o);
  lettres::add_selection(*sub, *o);
  one_letter(sub, *o, false);
  lettres::add_author(*sub, *o);
  sub->footer(
      "Un événement de la saga que l'on écarte n'arrive jamais à ce service : la commande n'avance plus par lui, et\n"
      "`comptoir verify` le dira (une CommandeCreee écartée par stock n'a pas de fin ; un PaiementAccepte écarté par\n"
      "ventes est un paiement sans vente). Corrigez d'abord, rejouez si vous pouvez. Les autres lettres de la clé "
      "restent,\n"
      "et attendent d'être rejouées. Une entrée hors_journal, que nul journal ne connaît, s'écarte sans suite.\n\n"
      "Exemples :\n  comptoir lettres ecarter --service stock --id 12 --note \"bruit\"\n"
      "  comptoir lettres ecarter --cause \"hors_journal: entrée inconnue du journal\" --note \"essai de charge\"");
}

}  // namespace

void add_lettres_command(CLI::App& app, int& exit_code) {
  auto* verb =
      app.add_subcommand("lettres", "Les lettres mortes : ce qui n'a pu être appliqué, le rejouer ou l'écarter");
  verb->require_subcommand(1);
  verb->footer("Exemples :\n  comptoir lettres causes\n  comptoir lettres rejouer --note \"correctif 42\" --essai");
  add_reading_verbs(*verb, exit_code);
  add_replay(*verb, exit_code);
  add_discard(*verb, exit_code);
}

}  // namespace comptoir
