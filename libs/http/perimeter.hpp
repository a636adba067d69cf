// What comes in from outside: for which hosts, from which origins, in which form, and what it may not say.
#pragma once
#include <string>
#include <vector>

#include "libs/http/forwarded.hpp"
#include "libs/http/request_rules.hpp"

namespace comptoir::http {

/// A request with this header came from another instance of the same service.
inline constexpr const char* kRelayed = "x-comptoir-relais";

/// All lists as their configuration has them, between commas; null and empty mean none.
struct PerimeterSettings {
  std::string hosts{};        ///< names, or addresses, beside the loopback's and the one a connection came in on
  std::string origins{};      ///< "https://boutique.example", beside the request's own host
  std::string trusted{};      ///< proxies: Trusted
  std::string relay_proof{};  ///< the value of kRelayed by which instances know each other; empty: none is believed
};

/// Thread-safe once made.
class Perimeter {
 public:
  /// Throws std::invalid_argument that names the word which is no host, origin or network.
  explicit Perimeter(PerimeterSettings settings);

  /// Why this request is not for us, by its head alone. `local`: the address its connection came in on.
  HeadRefusal check(const Request& request, const std::string& local) const;

  /// 415 when it has a body that is no JSON.
  static HeadRefusal check_body(const Request& request);

  /// Sets the client's address, then removes what only proxies and instances that we trust may say.
  void strip(Request& request) const;

 private:
  bool is_ours(const Authority& host, const std::string& local) const;
  bool may_ask(const std::string& origin, std::string_view host) const;

  std::vector<std::string> hosts_, origins_;  ///< in lower case
  Trusted trusted_;
  std::string relay_proof_;
};

}  // namespace comptoir::http
