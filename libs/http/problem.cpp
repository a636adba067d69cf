#include "libs/http/problem.hpp"

#include "libs/base/clock.hpp"
#include "libs/base/ids.hpp"
#include "libs/json/writer.hpp"
#include "libs/log/log.hpp"

namespace comptoir::http {

Response problem(int status, std::string_view title, std::string_view detail, const std::vector<FieldError>& erreurs,
                 std::string_view instance, const std::vector<Member>& members) {
  json::Writer out;
  out.open().field("type", "about:blank").field("title", title).field("status", status).field("detail", detail);
  if (!instance.empty()) out.field("instance", instance);
  if (!erreurs.empty()) {
    out.key("erreurs").open_array();
    for (const auto& [champ, raison] : erreurs) out.open().field("champ", champ).field("raison", raison).close();
    out.close_array();
  }
  for (const auto& [nom, valeur] : members) out.field(nom, valeur);
  out.close();
  return {status, std::move(out).text(), "application/problem+json", {}};
}

Response try_later(int status, std::string_view title, std::string_view detail, std::chrono::seconds after,
                   std::string_view instance) {
  auto response = problem(status, title, detail, {}, instance);
  response.headers.emplace_back("Retry-After", std::to_string(after.count()));
  return response;
}

Response incident(std::string_view where, std::string_view cause, std::string_view trace, std::string_view detail) {
  static RandomIds ids;
  const auto id = "urn:uuid:" + ids.next(SystemClock().now());
  log::error("erreur interne", {{"incident", id}, {"chemin", where}, {"trace", trace}, {"raison", cause}});
  return problem(500, "Erreur interne", detail, {}, id);
}

}  // namespace comptoir::http
