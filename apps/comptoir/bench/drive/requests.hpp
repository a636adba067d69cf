// The bytes of requests.
#pragma once
#include "apps/comptoir/replay/run/orders.hpp"
#include "libs/http/client.hpp"

namespace comptoir::bench {

/// `line` is method and path; `headers` are whole lines, each with its end.
std::string raw_request(const std::string& host, const std::string& line, const std::string& headers,
                        const std::string& body);

/// The two requests of an order.
class Requests {
 public:
  Requests(const http::Url& url, const replay::Ids& ids, std::string run);
  std::string cart(const replay::Order&) const;
  std::string checkout(const replay::Order&) const;
  /// Subscribes to the four decisive events, from now on.
  std::string verdicts() const;

 private:
  std::string host_;
  const replay::Ids& ids_;
  std::string run_;
};

}  // namespace comptoir::bench
