#include "apps/comptoir/serve/perimeter.hpp"

#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "libs/http/client.hpp"

namespace comptoir::serve {
namespace {

constexpr std::size_t kProofDigits = 32;

// Where the configuration itself says that we are asked.
std::string hosts_of(const Config& config) {
  auto hosts = config.http.hotes;
  const auto& own = config.http.host;
  if (own != "0.0.0.0" && own != "::") hosts += "," + own;
  if (!config.http.annonce.empty()) hosts += "," + http::Url::parse(config.http.annonce).host;
  for (const auto& service : config.hosted())
    if (const auto url = config.urls.find(service); url != config.urls.end() && !url->second.empty())
      hosts += "," + http::Url::parse(url->second).host;
  return hosts;
}

}  // namespace

std::shared_ptr<const http::Perimeter> perimeter_of(const Config& config) try {
  return std::make_shared<const http::Perimeter>(
      http::PerimeterSettings{hosts_of(config), config.http.origines, config.http.mandataires, relay_proof(config)});
} catch (const std::invalid_argument& e) {
  throw ConfigError(
      std::string(
          "valeur refusée dans `http.hotes`, `http.origines`, `http.mandataires`, `http.annonce` ou `urls` : ") +
      e.what() + ". Donnez des noms, des origines http(s)://nom[:port], des adresses ou des réseaux.");
}

std::string relay_proof(const Config& config) {
  return sha256_hex("relais\n" + config.postgres.user_prefix + '\n' + config.postgres.password).substr(0, kProofDigits);
}

}  // namespace comptoir::serve
