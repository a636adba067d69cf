#include "libs/service/to_owner.hpp"

#include <algorithm>

#include "libs/config/config.hpp"
#include "libs/http/gateway.hpp"

namespace comptoir::service {
namespace {

constexpr std::size_t kThreads = 8;                // commands under way to the owner; others wait for their turn
constexpr std::chrono::seconds kOwnerAnswer{5};    // the owner may stand still: whoever asks again finds the next one
constexpr std::size_t kWays = 2 * kMaxPartitions;  // more than there are owners: the oldest has none under way any more

}  // namespace

bool ToOwner::forward(const std::string& url, const http::Request& request, const http::Responder& respond) {
  if (request.headers.contains(http::kRelayed)) return false;
  auto relayed = request;
  relayed.headers[http::kRelayed] = proof_;
  relayed.headers.erase("authorization");  // the owner's address is what a database session says: no place for secrets
  way_to(url)->dispatch(std::move(relayed), respond);
  return true;
}

std::shared_ptr<const http::Router> ToOwner::way_to(const std::string& url) {
  const std::lock_guard lock(mutex_);
  if (const auto known = std::ranges::find(ways_, url, &Way::url); known != ways_.end()) return known->router;
  if (ways_.size() == kWays) ways_.pop_front();
  ways_.push_back({url, std::make_shared<http::Router>(http::gateway({{"", url, "l'instance qui tient la partition"}},
                                                                     {.threads = kThreads, .timeout = kOwnerAnswer}))});
  return ways_.back().router;
}

}  // namespace comptoir::service
