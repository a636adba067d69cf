#include "apps/comptoir/serve/log_level.hpp"

#include "libs/log/log.hpp"
#include "libs/service/guarded.hpp"

namespace comptoir::serve {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warn", "error"};
constexpr std::size_t kMaxName = 20;

std::string read_level(json::Fields& f) {
  auto level = f.text("niveau", 1, kMaxName);
  if (!level.empty() && std::ranges::find(kLevels, level) == std::end(kLevels))
    f.error("niveau", "debug, info, warn ou error attendu");
  return level;
}

void set_level(http::Request request, http::Responder respond) {
  respond(service::guarded(request, [&]() -> http::Response {
    const auto level = json::read_object(request.body, read_level);
    log::set_level(level);
    log::info("niveau du journal changé", {{"niveau", level}});
    return {.status = 204, .body = {}};
  }));
}

}  // namespace

http::Router log_router(const std::vector<std::string>& services) {
  http::Router router;
  router.add("PUT", "/internal/log", set_level);
  for (const auto& service : services) router.add("PUT", "/internal/log/" + service, set_level);
  return router;
}

}  // namespace comptoir::serve
