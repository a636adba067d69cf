// Finds the handler of a request. Filled before the server starts, then only read: dispatch is thread-safe.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/http/message.hpp"

namespace comptoir::http {

class Router {
 public:
  /// A pattern is "/api/produits/{produit_id}/prix": a {param} takes one segment that is not empty, "." or "..", and is
  /// decoded after the path was split; a static segment wins over it and is matched as it was sent, so that a thing has one
  /// path. "/events/" is not "/events". Throws std::logic_error when another route has the same method and shape.
  void add(std::string method, std::string pattern, Handler handler);

  /// Takes what no route's path matches, instead of the 404.
  void otherwise(Handler handler);

  void merge(Router other);

  /// Calls the handler with params and route set; HEAD goes to GET's. Answers 404, OPTIONS, and 405 (with Allow) by itself.
  void dispatch(Request request, Responder respond) const;

  /// The pattern that dispatch would choose for this raw path, "" when none.
  std::string pattern_of(const std::string& method, std::string_view path) const;

  /// (method, pattern), static segments first.
  std::vector<std::pair<std::string, std::string>> routes() const;

 private:
  struct Route {
    std::string method;
    std::string pattern;
    std::vector<std::string> segments;
    std::string shape;  ///< per segment ' ' when static, '{' when a param: its order is the order of precedence
    Handler handler;
  };
  struct Match {
    const Route* route = nullptr;
    std::vector<std::string_view> allow{};  ///< methods of the routes that match by path alone
  };

  void insert(Route route);
  std::vector<std::string_view> methods() const;
  Match match(std::string_view method, const std::vector<std::string_view>& path) const;

  std::vector<Route> routes_;
  Handler otherwise_;
};

/// The path of the route that took it, with what its params say: one text for one operation on one thing.
std::string operation_path(const Request& request);

}  // namespace comptoir::http
