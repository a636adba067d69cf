#include "apps/comptoir/commands/refusal.hpp"

#include <iostream>
#include <regex>

#include "libs/base/nearest.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir {
namespace {

constexpr std::size_t kMaxMessage = 1000;  // bytes that are looked at: a regular expression takes its time

struct Sentence {
  const char* english;
  const char* french;
};
/// What CLI11 says, and its validators.
constexpr Sentence kSentences[] = {
    {R"(A subcommand is required)", "il manque un verbe"},
    {R"((.*): Value (.*) not in range 0.0* to 17976931348623157.*)", "$1 : nombre positif attendu, reçu $2"},
    {R"((.*): Value (.*) not in range (.*)\.0+ to (.*)\.0+)", "$1 : $2 n'est pas un nombre de $3 à $4"},
    {R"((.*): Value (.*) not in range (.*) to (.*))", "$1 : $2 n'est pas un nombre de $3 à $4"},
    {R"((.*): Number less or equal to 0: ?(.*))", "$1 : nombre positif attendu, reçu $2"},
    {R"((.*): Failed parsing \(?(.*)\)?)", "$1 : nombre attendu, reçu $2"},
    {R"((.*): (.*) not in \{(.*)\})", "$1 : « $2 » n'existe pas ; choisissez parmi $3"},
    {R"((.*): Directory does not exist: (.*))", "$1 : pas de dossier ici : $2"},
    {R"((.*): Path is a file: (.*)|(.*): Directory is actually a file: (.*))",
     "$1$3 : c'est un fichier, non un dossier : $2$4"},
    {R"((.*): At Most (.*) required but received (.*))", "$1 : $3 valeurs reçues, $2 au plus"},
    {R"((.*): At least (.*) required but received (.*))", "$1 : $3 valeurs reçues, $2 au moins"},
    {R"(Expected exactly (.*) arguments to (.*), got (.*))", "$2 : $3 valeurs reçues, $1 attendue"},
    {R"((.*): [0-9]+ required (.*) missing)", "$1 : il manque sa valeur, $2"},
    {R"((.*) was given a disallowed flag override)", "$1 ne prend pas de valeur"},
    {R"(Could not convert: (.*) = (.*))", "$1 : valeur illisible : $2"},
    {R"((.*) is required)", "il manque $1"},
    {R"((.*) requires (.*))", "$1 demande aussi $2"},
    {R"((.*) excludes (.*))", "$1 et $2 s'excluent"},
};

std::string translated(const std::string& english) {
  for (const auto& sentence : kSentences) {
    const std::regex pattern(sentence.english);
    if (std::regex_match(english, pattern)) return std::regex_replace(english, pattern, sentence.french);
  }
  return english;
}

/// The verb that was being read, and how to call it.
const CLI::App* deepest(const CLI::App& app, std::string& call) {
  const CLI::App* at = &app;
  for (call = app.get_name(); !at->get_subcommands().empty(); call += ' ' + at->get_name())
    at = at->get_subcommands().back();
  return at;
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(sub->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string unknown(const CLI::App& verb, const std::string& word) {
  const bool option = word.starts_with('-');
  const auto verbs = verbs_of(verb);
  const char* what = option ? "option inconnue" : verbs.empty() ? "argument en trop" : "verbe inconnu";
  const auto near = nearest(word.substr(0, word.find('=')), option ? options_of(verb) : verbs);
  return std::string(what) + " : " + word + (near ? ". Vouliez-vous dire `" + *near + "` ?" : ".");
}

}  // namespace

void speak_french(CLI::App& app) {
  const auto words = app.get_formatter();
  for (const auto& [english, french] :
       std::initializer_list<std::pair<const char*, const char*>>{{"Usage", "Usage"},
                                                                  {"OPTIONS", "OPTIONS"},
                                                                  {"SUBCOMMAND", "VERBE"},
                                                                  {"SUBCOMMANDS", "VERBES"},
                                                                  {"Positionals", "Mots"},
                                                                  {"REQUIRED", "(obligatoire)"},
                                                                  {"Needs", "demande"},
                                                                  {"Excludes", "exclut"},
                                                                  {"TEXT", "TEXTE"},
                                                                  {"INT", "N"},
                                                                  {"UINT", "N"},
                                                                  {"FLOAT", "X"}})
    words->label(english, french);
}

void group_verbs(CLI::App& app) {
  for (auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    verb->group("Verbes");
    group_verbs(*verb);
  }
}

int answer_refusal(CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  std::string call;
  const auto* verb = deepest(app, call);
  const auto extra = app.remaining(true);
  const bool about_a_word = !extra.empty() && (dynamic_cast<const CLI::ExtrasError*>(&error) ||
                                               std::string_view(error.what()) == "A subcommand is required");
  const auto wrong = about_a_word ? unknown(*verb, extra.front())
                                  : translated(one_line(std::string_view(error.what()).substr(0, kMaxMessage))) + '.';
  std::cerr << call << " : " << one_line(wrong) << "\nVoyez `" << call << " --help`.\n";
  return kWrongCommandLine;
}

}  // namespace comptoir
