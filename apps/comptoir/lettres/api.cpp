#include "apps/comptoir/lettres/api.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "libs/base/error.hpp"

namespace comptoir::lettres {
namespace {

namespace bj = boost::json;

constexpr std::int64_t kPage = 1000;

/// The answer's value; Permanent with the problem's detail when it is no success.
bj::value value_of(const std::string& service, const http::Response& response) {
  bj::error_code error;
  auto value = bj::parse(response.body, error);
  if (error) throw Permanent(service + " : réponse illisible, statut " + std::to_string(response.status));
  if (response.status < 300) return value;
  throw Permanent(service + " : " + bj::value_to<std::string>(value.at("detail")));
}

std::string target_of(const std::string& path, const Query& query) {
  std::string target = path;
  for (const auto& [name, value] : query)
    target += (target.size() == path.size() ? '?' : '&') + name + '=' +
              boost::urls::encode(value, boost::urls::unreserved_chars);
  return target;
}

}  // namespace

bj::value Api::get(const std::string& path, const Query& query) {
  return value_of(service_, client_.send("GET", target_of(base_ + path, query)));
}

bj::array Api::elements(const std::string& path, const Query& query, std::int64_t limit) {
  bj::array all;
  std::string cursor;
  do {
    auto page_query = query;
    page_query.emplace_back("limite", std::to_string(std::min(kPage, limit - static_cast<std::int64_t>(all.size()))));
    if (!cursor.empty()) page_query.emplace_back("curseur", cursor);
    auto page = get(path, page_query).as_object();
    for (auto& element : page.at("elements").as_array()) {
      element.as_object()["service"] = service_;
      all.push_back(std::move(element));
    }
    const auto* next = page.if_contains("curseur");
    cursor = next && next->is_string() ? bj::value_to<std::string>(*next) : "";
  } while (!cursor.empty() && static_cast<std::int64_t>(all.size()) < limit);
  return all;
}

bj::object Api::letter(std::int64_t id) { return get("/" + std::to_string(id)).as_object(); }

bj::object Api::act(std::int64_t id) {
  auto act = get("/actes/" + std::to_string(id)).as_object();
  act["service"] = service_;
  return act;
}

bj::object Api::ask(const std::string& path, const bj::object& request) {
  auto act = value_of(service_, client_.send("POST", base_ + path, bj::serialize(request), {}, false)).as_object();
  act["service"] = service_;
  return act;
}

}  // namespace comptoir::lettres
