#include "libs/http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "libs/http/problem.hpp"

namespace comptoir::http {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> segments;
  segments.reserve(8);
  for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    segments.push_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  segments.push_back(path);
  return segments;
}

bool fits(const std::vector<std::string>& pattern, std::string_view shape, const std::vector<std::string_view>& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (shape[i] == '{' ? path[i].empty() : pattern[i] != path[i]) return false;
  return true;
}

bool same_place(const std::vector<std::string>& a, const std::vector<std::string>& b, std::string_view shape) {
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] != '{' && a[i] != b[i]) return false;
  return true;
}

std::string_view routed(std::string_view method) { return method == "HEAD" ? "GET" : method; }

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler) {
  Route route{std::move(method), std::move(pattern), {}, {}, std::move(handler)};
  for (const auto segment : split(route.pattern)) {
    const bool param = segment.starts_with('{') && segment.ends_with('}');
    route.segments.emplace_back(param ? segment.substr(1, segment.size() - 2) : segment);
    route.shape += param ? '{' : ' ';
  }
  insert(std::move(route));
}

void Router::insert(Route route) {
  const auto [first, last] = std::ranges::equal_range(routes_, route.shape, {}, &Route::shape);
  const auto twin = std::find_if(first, last, [&](const Route& other) {
    return other.method == route.method && same_place(other.segments, route.segments, route.shape);
  });
  if (twin != last)
    throw std::logic_error("http: two handlers for " + route.method + " " + route.pattern +
                           "; remove one (the other is " + twin->pattern + ")");
  routes_.insert(last, std::move(route));
}

void Router::otherwise(Handler handler) { otherwise_ = std::move(handler); }

void Router::merge(Router other) {
  for (auto& route : other.routes_) insert(std::move(route));
  if (!otherwise_) otherwise_ = std::move(other.otherwise_);
}

Router::Match Router::match(std::string_view method, const std::vector<std::string_view>& path) const {
  Match found;
  for (const auto& route : routes_) {
    if (!fits(route.segments, route.shape, path)) continue;
    if (route.method == method) return {&route, {}};
    found.allow += (found.allow.empty() ? "" : ", ") + route.method;
  }
  return found;
}

void Router::dispatch(Request request, Responder respond) const {
  const auto path = split(request.path);
  const auto [route, allow] = match(routed(request.method), path);
  if (route) {
    for (std::size_t i = 0; i < path.size(); ++i)
      if (route->shape[i] == '{') request.params[route->segments[i]] = path[i];
    request.route = route->pattern;
    return route->handler(std::move(request), std::move(respond));
  }
  if (allow.empty() && otherwise_) return otherwise_(std::move(request), std::move(respond));
  if (allow.empty()) return respond(problem(404, "Introuvable", "aucune ressource à ce chemin", {}, request.path));
  auto refusal = problem(405, "Méthode non permise", "méthodes permises : " + allow, {}, request.path);
  refusal.headers.emplace_back("Allow", allow);
  respond(std::move(refusal));
}

std::string Router::pattern_of(const std::string& method, std::string_view path) const {
  const auto found = match(routed(method), split(path));
  return found.route ? found.route->pattern : std::string();
}

std::vector<std::pair<std::string, std::string>> Router::routes() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& route : routes_) all.emplace_back(route.method, route.pattern);
  return all;
}

}  // namespace comptoir::http
