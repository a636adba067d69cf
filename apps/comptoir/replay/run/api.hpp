// The public API as a patient caller sees it: what can pass is tried again, what is final is an answer.
#pragma once
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <string>

#include "libs/base/error.hpp"
#include "libs/http/client.hpp"
#include "libs/json/fields.hpp"

namespace comptoir::replay {

/// The last time any thread had an answer. Shared by all of a run's Apis.
class Pulse {
 public:
  using Clock = std::chrono::steady_clock;
  void beat() { last_ = Clock::now().time_since_epoch().count(); }
  Clock::duration silence() const { return Clock::now().time_since_epoch() - Clock::duration(last_.load()); }

 private:
  std::atomic<Clock::rep> last_ = Clock::now().time_since_epoch().count();
};

/// A service will not have this, whoever asks and however often: what was asked for is lost, the rest goes on.
struct Refused : Permanent {
  using Permanent::Permanent;
};

/// One thread at a time.
class Api {
 public:
  Api(const std::string& url, Pulse& pulse) : url_(url), client_(url), pulse_(pulse) {}

  struct Answer {
    int status = 0;
    boost::json::value body;  ///< null when the answer had none that is JSON
  };
  static constexpr std::chrono::seconds kMaxSilence{120};

  /// Repeats on TransportError, 502, 503, 504 with back-off; throws Retryable when nothing succeeded for kMaxSilence.
  /// `key`: Idempotency-Key, which every POST must have, "" for other methods.
  Answer call(const std::string& method, const std::string& target, const std::string& body = {},
              const std::string& key = {});
  /// Like call(), and any status but 200, 201 or 202 throws Refused or Permanent with the problem's words.
  boost::json::value require(const std::string& method, const std::string& target, const std::string& body = {},
                             const std::string& key = {});
  /// Calls `each(element)` for all pages of a list; `target` may have a query.
  template <class Each>
  void for_each(const std::string& target, Each each) {
    std::string cursor;
    do {
      const auto page = require("GET", page_target(target, cursor));
      for (const auto& element : page.at("elements").as_array()) each(element);
      const auto* next = page.at("curseur").if_string();
      cursor = next ? std::string(*next) : "";
    } while (!cursor.empty());
  }

 private:
  static std::string page_target(const std::string& target, const std::string& cursor);
  std::optional<http::Response> attempt(const std::string& method, const std::string& target, const std::string& body,
                                        const std::string& key, std::string& why);

  std::string url_;
  http::Client client_;
  Pulse& pulse_;
};

/// What a refusal says: "409 Conflit : …".
std::string describe(const Api::Answer&);
/// Throws Refused when the answer is about what was asked, Permanent when it is about who asks or how; `what` comes first.
[[noreturn]] void refuse(const std::string& what, const Api::Answer&);

std::int64_t integer_at(const boost::json::value&, std::string_view name);
std::string text_at(const boost::json::value&, std::string_view name);
/// Exact; throws Permanent when it is no amount.
Cents cents_at(const boost::json::value&, std::string_view name);

/// Percent-encoded: fit for a query and for an Idempotency-Key.
std::string encoded(std::string_view text);

}  // namespace comptoir::replay
