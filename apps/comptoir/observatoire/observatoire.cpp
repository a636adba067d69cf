#include "apps/comptoir/observatoire/observatoire.hpp"

#include "libs/http/client.hpp"
#include "libs/http/problem.hpp"

namespace comptoir::observatoire {

std::string_view embedded(std::string_view name);  // made by comptoir_embed()

namespace {

// Dygraph writes styles into what it draws; scripts are ours alone.
constexpr const char* kPolicy =
    "default-src 'self'; img-src data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'";
constexpr std::chrono::milliseconds kAnswer{1'000};  // a process that takes longer is shown as silent

struct Part {
  std::string_view path, file, type;
};
constexpr Part kParts[] = {
    {"/observatoire", "observatoire.html", "text/html; charset=utf-8"},
    {"/observatoire/observatoire.js", "observatoire.js", "text/javascript; charset=utf-8"},
    {"/observatoire/observatoire.css", "observatoire.css", "text/css; charset=utf-8"},
    {"/observatoire/dygraph.min.js", "dygraph.min.js", "text/javascript; charset=utf-8"},
    {"/observatoire/dygraph.min.css", "dygraph.min.css", "text/css; charset=utf-8"},
};

std::int64_t after_of(const http::Request& request) {
  const auto found = request.query.find("apres");
  return found == request.query.end() ? 0 : std::atoll(found->second.c_str());
}

}  // namespace

http::Router Observatoire::routes() {
  http::Router router;
  for (const auto& part : kParts)
    router.add("GET", std::string(part.path), [&part](http::Request, http::Responder respond) {
      respond({.body = std::string(embedded(part.file)),
               .content_type = std::string(part.type),
               .headers = {{"Content-Security-Policy", kPolicy}}});
    });
  router.add("GET", "/observatoire/donnees", [this](http::Request request, http::Responder respond) {
    respond({.body = ring_.json(after_of(request))});
  });
  return router;
}

void Observatoire::start(std::map<std::string, std::string> processes) {
  processes_ = std::move(processes);
  thread_ = GuardedThread("observatoire", [this](std::stop_token stop) { run(stop); });
}

void Observatoire::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Observatoire::run(std::stop_token stop) {
  for (; !stop.stop_requested(); pause_for(stop, kPeriod)) sample();
}

void Observatoire::sample() {
  Numbers numbers;
  for (const auto& [name, url] : processes_) {
    try {
      read_exposition(http::Client(url, kAnswer).send("GET", "/metrics").body, numbers);
    } catch (const std::exception&) {  // its numbers are missing, and the page says so
    }
  }
  ring_.add(SystemClock().now(), std::move(numbers));
}

}  // namespace comptoir::observatoire
