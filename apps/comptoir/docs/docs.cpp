#include "apps/comptoir/docs/docs.hpp"

#include <algorithm>

#include "apps/comptoir/docs/embedded.hpp"
#include "libs/http/problem.hpp"

namespace comptoir {
namespace {

constexpr const char* kPolicy =
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

http::Response file_answer(const std::string& name) {
  const auto files = docs::files();
  const auto found = std::ranges::find(files, name, &docs::File::name);
  if (found == files.end()) return http::problem(404, "Introuvable", "Aucun contrat de ce nom; /docs les montre tous.");
  return {200, std::string(found->text), std::string(found->content_type), {}};
}

}  // namespace

http::Router docs_router() {
  http::Router router;
  router.add("GET", "/docs", [](http::Request, http::Responder respond) {
    respond({200, std::string(docs::page()), "text/html; charset=utf-8", {{"Content-Security-Policy", kPolicy}}});
  });
  router.add("GET", "/docs/{name}",
             [](http::Request request, http::Responder respond) { respond(file_answer(request.params.at("name"))); });
  return router;
}

}  // namespace comptoir
