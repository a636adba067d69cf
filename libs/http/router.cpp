#include "libs/http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "libs/http/problem.hpp"

namespace comptoir::http {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  std::vector<std::string_view> segments;
  segments.reserve(8);
  for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    segments.push_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  segments.push_back(path);
  return segments;
}

// "." and "..", however they are spelled: to others between the client and us they mean another path.
bool is_dots(std::string_view segment) {
  for (int dots = 0; dots < 2; ++dots) {
    if (segment.starts_with('.'))
      segment.remove_prefix(1);
    else if (segment.starts_with("%2e") || segment.starts_with("%2E"))
      segment.remove_prefix(3);
    else
      return false;
    if (segment.empty()) return true;
  }
  return false;
}

bool fits(const std::vector<std::string>& pattern, std::string_view shape, const std::vector<std::string_view>& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (shape[i] == '{' ? path[i].empty() || is_dots(path[i]) : pattern[i] != path[i]) return false;
  return true;
}

bool same_place(const std::vector<std::string>& a, const std::vector<std::string>& b, std::string_view shape) {
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] != '{' && a[i] != b[i]) return false;
  return true;
}

Response not_found(const Request& request) {
  return problem(404, "Introuvable", "aucune ressource à ce chemin", {}, request.path);
}

// Each once, with those that the router answers by itself.
std::string listed(std::vector<std::string_view> methods) {
  if (std::ranges::find(methods, "GET") != methods.end()) methods.push_back("HEAD");
  methods.push_back("OPTIONS");
  std::ranges::sort(methods);
  std::string out;
  const auto twins = std::ranges::unique(methods);
  for (auto one = methods.begin(); one != twins.begin(); ++one) out.append(out.empty() ? "" : ", ").append(*one);
  return out;
}

Response options(std::vector<std::string_view> methods) {
  return {.status = 204, .headers = {{"Allow", listed(std::move(methods))}}};
}

Response not_allowed(const Request& request, std::vector<std::string_view> methods) {
  const auto allow = listed(std::move(methods));
  auto refusal = problem(405, "Méthode non permise", "méthodes permises : " + allow, {}, request.path);
  refusal.headers.emplace_back("Allow", allow);
  return refusal;
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
    if (route.method == method) return {&route};
    found.allow.push_back(route.method);
  }
  return found;
}

void Router::dispatch(Request request, Responder respond) const {
  const auto raw = raw_path(request);
  const auto path = split(raw);
  auto [route, allow] = match(routed(request.method), path);
  if (route) {
    for (std::size_t i = 0; i < path.size(); ++i)
      if (route->shape[i] == '{' && !decode_escapes(path[i], request.params[route->segments[i]]))
        return respond(not_found(request));
    request.route = route->pattern;
    return route->handler(std::move(request), std::move(respond));
  }
  if (raw == "*") allow = methods();
  if (allow.empty() && otherwise_) return otherwise_(std::move(request), std::move(respond));
  if (allow.empty()) return respond(not_found(request));
  respond(request.method == "OPTIONS" ? options(std::move(allow)) : not_allowed(request, std::move(allow)));
}

std::vector<std::string_view> Router::methods() const {
  std::vector<std::string_view> all;
  for (const auto& route : routes_) all.push_back(route.method);
  return all;
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

std::string operation_path(const Request& request) {
  std::string out;
  std::string_view rest = request.route;
  for (auto open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    out.append(rest.substr(0, open));
    for (const char c : request.params.at(std::string(rest.substr(open + 1, close - open - 1))))
      c == '/' ? out.append("%2F") : out.append(1, c);  // within a segment
    rest.remove_prefix(close + 1);
  }
  return out.append(rest);
}

}  // namespace comptoir::http
