#include "apps/comptoir/lettres/api.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "apps/comptoir/commands/answer.hpp"

namespace comptoir::lettres {
namespace {

namespace bj = boost::json;

constexpr std::int64_t kPage = 1000;

std::string target_of(const std::string& path, const Query& query) {
  std::string target = path;
  for (const auto& [name, value] : query)
    target += (target.size() == path.size() ? '?' : '&') + name + '=' +
              boost::urls::encode(value, boost::urls::unreserved_chars);
  return target;
}

}  // namespace

bj::value Api::get(const std::string& path, const Query& query) {
  return value_of(client_.send("GET", target_of(base_ + path, query)), service_ + " : ");
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

std::vector<std::int64_t> Api::partitions(const Query& query) {
  return bj::value_to<std::vector<std::int64_t>>(get("/partitions", query).at("partitions"));
}

bj::object Api::letter(std::int64_t id) { return get("/" + std::to_string(id)).as_object(); }

bj::object Api::act(std::int64_t id) {
  auto act = get("/actes/" + std::to_string(id)).as_object();
  act["service"] = service_;
  return act;
}

bj::object Api::ask(const std::string& path, const bj::object& request) {
  auto act =
      value_of(client_.send("POST", base_ + path, bj::serialize(request), {}, false), service_ + " : ").as_object();
  act["service"] = service_;
  return act;
}

}  // namespace comptoir::lettres
