#include "apps/comptoir/serve/log_level.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "libs/http/problem.hpp"
#include "libs/log/log.hpp"

namespace comptoir::serve {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warn", "error"};

/// The body's `niveau`; "" when it has none.
std::string level_of(const std::string& body) {
  boost::json::error_code error;
  const auto value = boost::json::parse(body, error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* level = object ? object->if_contains("niveau") : nullptr;
  return level && level->is_string() ? boost::json::value_to<std::string>(*level) : std::string();
}

void set_level(http::Request request, http::Responder respond) {
  const auto level = level_of(request.body);
  if (std::ranges::find(kLevels, level) == std::end(kLevels))
    return respond(http::problem(422, "Requête invalide", "niveau : debug, info, warn ou error",
                                 {{"niveau", "debug, info, warn ou error"}}));
  log::set_level(level);
  log::info("niveau du journal changé", {{"niveau", level}});
  respond({.status = 204, .body = {}});
}

}  // namespace

http::Router log_router() {
  http::Router router;
  router.add("PUT", "/internal/log", set_level);
  return router;
}

}  // namespace comptoir::serve
