// A service's dead letters, asked over HTTP. contracts/README.md has the paths.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "libs/http/client.hpp"

namespace comptoir::lettres {

using Query = std::vector<std::pair<std::string, std::string>>;

/// Every call throws http::TransportError when nobody answers, Permanent with the service's own words when it refuses.
class Api {
 public:
  Api(std::string service, const std::string& url)
      : service_(std::move(service)), base_("/internal/lettres/" + service_), client_(url) {}
  const std::string& service() const { return service_; }

  /// Up to `limit` elements of a list, over as many pages as it takes.
  boost::json::array elements(const std::string& path, const Query& query, std::int64_t limit);
  boost::json::object letter(std::int64_t id);
  boost::json::object act(std::int64_t id);
  /// `path`: "/rejeu" or "/ecart". The act. Not sent twice: an act whose answer is lost is found in the list of acts.
  boost::json::object ask(const std::string& path, const boost::json::object& request);
  /// Where letters that `query` finds wait: an act is one partition's.
  std::vector<std::int64_t> partitions(const Query& query);
  /// Letters that wait, of those that `query` finds; stops counting at 1.
  bool any(Query query) { return !elements("", (query.emplace_back("etat", "en_attente"), query), 1).empty(); }

 private:
  boost::json::value get(const std::string& path, const Query& query = {});

  std::string service_, base_;
  http::Client client_;
};

}  // namespace comptoir::lettres
