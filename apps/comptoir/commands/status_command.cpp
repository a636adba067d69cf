#include <boost/json.hpp>
#include <iomanip>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/config_options.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/commands/json_text.hpp"
#include "libs/base/terminal.hpp"
#include "libs/http/client.hpp"

namespace comptoir {
namespace {

namespace bj = boost::json;
using namespace std::chrono_literals;

/// The answer's object; nothing when there is none or it is not a success.
std::optional<bj::object> ask(const std::string& url, const std::string& target) {
  try {
    const auto response = http::Client(url, 5s).send("GET", target);
    bj::error_code error;
    auto value = bj::parse(response.body, error);
    if (response.status != 200 || error || !value.is_object()) return std::nullopt;
    return value.as_object();
  } catch (const http::TransportError&) {
    return std::nullopt;
  }
}

/// {"url", "pid", "pret", "prometheus", "services": {name: {"url", "pret", "etat": the service's own words or null}}}
bj::object examine(const infra::Running& system) {
  bj::object services;
  for (const auto& [name, url] : system.services) {
    const auto state = ask(url, "/internal/etat/" + name);
    services[name] = {{"url", url},
                      {"pret", ask(url, "/pret").has_value()},
                      {"etat", state ? bj::value(*state) : bj::value(nullptr)}};
  }
  const bool ready = ask(system.url, "/pret").has_value();
  return {{"url", system.url},
          {"pid", system.pid},
          {"pret", ready},
          {"services", services},
          {"prometheus", system.prometheus}};
}

std::string cell(const bj::value& state, const char* name) {
  const auto* object = state.if_object();
  const auto* value = object ? object->if_contains(name) : nullptr;
  return value ? json_text(*value) : "-";
}

/// "stock 3, ventes 1": whose letters wait; empty when none do.
std::string waiting_letters(const bj::object& report) {
  std::string text;
  for (const auto& [name, service] : report.at("services").as_object())
    if (const auto letters = cell(service.at("etat"), "lettres_mortes"); letters != "0" && letters != "-")
      text += (text.empty() ? "" : ", ") + std::string(name) + ' ' + letters;
  return text;
}

void print_table(const bj::object& report) {
  const auto letters = waiting_letters(report);
  std::cout << (report.at("pret").as_bool() ? "Prêt" : "PAS PRÊT")
            << (letters.empty() ? "" : ", mais des lettres mortes attendent") << " : "
            << report.at("url").as_string().c_str() << " (processus " << report.at("pid").as_int64() << ")\n\n"
            << std::left << std::setw(14) << "service" << std::setw(6) << "pret" << std::setw(14) << "proprietaire"
            << std::setw(8) << "file" << std::setw(16) << "lettres_mortes" << "url\n";
  for (const auto& [name, service] : report.at("services").as_object()) {
    const auto& state = service.at("etat");
    std::cout << std::setw(14) << std::string(name) << std::setw(6) << (service.at("pret").as_bool() ? "oui" : "non")
              << std::setw(14) << cell(state, "proprietaire") << std::setw(8) << cell(state, "file") << std::setw(16)
              << cell(state, "lettres_mortes") << service.at("url").as_string().c_str() << '\n';
  }
  for (const auto& [name, service] : report.at("services").as_object())
    if (const auto* state = service.at("etat").if_object(); state && state->contains("refus"))
      std::cout << "\n" << std::string(name) << " n'écrit pas : " << one_line(state->at("refus").as_string()) << '\n';
  if (!letters.empty())
    std::cout << "\nLettres mortes en attente : " << letters << ". Voyez `comptoir lettres causes`.\n";
  if (const auto& url = report.at("prometheus").as_string(); !url.empty())
    std::cout << "\nPrometheus : " << url.c_str() << '\n';
}

int status(const std::string& where, bool as_json) {
  const auto system = require_system(where);
  if (!system) return kNothingRuns;
  const auto report = examine(*system);
  if (as_json)
    std::cout << json_text(report) << '\n';
  else
    print_table(report);
  return report.at("pret").as_bool() ? 0 : 1;
}

}  // namespace

void add_status_command(CLI::App& app, int& exit_code) {
  auto* verb =
      app.add_subcommand("status", "Montre l'état de chaque service ; 0 prêt, 1 pas prêt, 3 si rien ne tourne");
  auto where = std::make_shared<std::string>();
  auto as_json = std::make_shared<bool>(false);
  verb->add_option("--data-dir", *where, "dossier des données, ou http://hôte:port")->type_name("DOSSIER");
  verb->add_flag("--json", *as_json, "pour les programmes");
  verb->footer("Exemples :\n  comptoir status\n  comptoir status --data-dir /tmp/essai --json");
  verb->callback([where, as_json, &exit_code] { exit_code = status(*where, *as_json); });
}

}  // namespace comptoir
