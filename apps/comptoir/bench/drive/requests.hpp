// The bytes of the two requests of an order.
#pragma once
#include "apps/comptoir/replay/run/orders.hpp"
#include "libs/http/client.hpp"

namespace comptoir::bench {

class Requests {
 public:
  Requests(const http::Url& url, const replay::Ids& ids, std::string run);
  std::string cart(const replay::Order&) const;
  std::string checkout(const replay::Order&) const;
  /// Subscribes to the four decisive events, from now on.
  std::string verdicts() const;

 private:
  std::string request(const std::string& line, const std::string& headers, const std::string& body) const;

  std::string host_;
  const replay::Ids& ids_;
  std::string run_;
};

}  // namespace comptoir::bench
