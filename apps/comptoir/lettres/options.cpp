#include "apps/comptoir/lettres/options.hpp"

#include <pwd.h>
#include <unistd.h>

#include "libs/config/config.hpp"

namespace comptoir::lettres {
namespace {

std::vector<std::string> service_names() {
  std::vector<std::string> names;
  for (const auto& service : kServices) names.emplace_back(service.name);
  return names;
}

}  // namespace

std::string user_name() {
  const auto* user = getpwuid(geteuid());
  return user ? user->pw_name : "";
}

void add_place(CLI::App& verb, Options& o) {
  verb.add_option("--data-dir,--url", o.where, "dossier des données, ou http://hôte:port")->type_name("DOSSIER");
  verb.add_option("--service", o.service, "ce service seulement (défaut : tous)")
      ->check(CLI::IsMember(service_names()))
      ->type_name("SERVICE");
  verb.add_flag("--json", o.as_json, "pour les programmes");
}

void add_selection(CLI::App& verb, Options& o) {
  auto* key = verb.add_option("--cle", o.key, "les lettres de cette clé, client:7")->type_name("CLE");
  verb.add_option("--cause", o.cause, "celles de cette cause : une raison, les nombres n'y comptent pas")
      ->excludes(key)
      ->type_name("CAUSE");
}

void add_author(CLI::App& verb, Options& o) {
  o.author = user_name();
  verb.add_option("--auteur", o.author, "qui agit (défaut : vous, " + o.author + ")")->type_name("NOM");
  verb.add_option("--note", o.note, "pourquoi ; gardée avec l'acte")->required()->type_name("TEXTE");
}

}  // namespace comptoir::lettres
