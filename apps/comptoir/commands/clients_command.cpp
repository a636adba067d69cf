#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "libs/base/error.hpp"
#include "libs/http/client.hpp"

namespace comptoir {
namespace {

struct ClientsOptions {
  std::int64_t client_id = 0;
  std::string data_dir, url;
  bool as_json = false;
};

/// The service's own reason, where its answer has one.
std::string reason_of(const http::Response& answer) {
  boost::json::error_code error;
  const auto problem = boost::json::parse(answer.body, error);
  const auto* object = error ? nullptr : problem.if_object();
  const auto* detail = object ? object->if_contains("detail") : nullptr;
  return detail && detail->is_string() ? std::string(detail->get_string()) : "réponse " + std::to_string(answer.status);
}

http::Response ask_to_forget(const std::string& url, std::int64_t client_id) {
  try {
    return http::Client(url).send("POST", "/api/clients/" + std::to_string(client_id) + "/oubli");
  } catch (const http::TransportError& e) {
    throw Retryable("client-service ne répond pas à " + url + " : " + e.what() +
                    ". Recommencez : oublier deux fois ne change rien.");
  }
}

int forget(const ClientsOptions& options) {
  const auto system = require_system(options.url.empty() ? options.data_dir : options.url);
  if (!system) return kNothingRuns;
  const auto answer = ask_to_forget(system->services.at("client"), options.client_id);
  if (answer.status != 200)
    throw Permanent("client " + std::to_string(options.client_id) + " non oublié : " + reason_of(answer));
  if (options.as_json)
    std::cout << answer.body << '\n';
  else
    std::cout << "Client " << options.client_id
              << " oublié : sa clé est détruite ; son solde et son grand livre restent.\n";
  return 0;
}

}  // namespace

void add_clients_command(CLI::App& app, int& exit_code) {
  auto* clients = app.add_subcommand("clients", "Les données personnelles des clients");
  clients->require_subcommand(1);
  clients->footer("Exemple :\n  comptoir clients oublier 12");
  auto* verb = clients->add_subcommand("oublier",
                                       "Détruit la clé d'un client : son nom et sa référence ne se lisent plus nulle "
                                       "part ; 0 oublié, 1 refusé, 3 si rien ne tourne");
  auto options = std::make_shared<ClientsOptions>();
  verb->add_option("ID", options->client_id, "client_id")->required()->check(CLI::PositiveNumber);
  auto* folder = verb->add_option("--data-dir", options->data_dir, "dossier des données")->type_name("DOSSIER");
  verb->add_option("--url", options->url, "un système qui tourne ailleurs, http://hôte:port")->excludes(folder);
  verb->add_flag("--json", options->as_json, "le client, pour les programmes");
  verb->footer(
      "Exemples :\n  comptoir clients oublier 12\n  comptoir clients oublier 12 --data-dir /tmp/essai --json\n"
      "  comptoir clients oublier 12 --url http://127.0.0.1:8090");
  verb->callback([options, &exit_code] { exit_code = forget(*options); });
}

}  // namespace comptoir
