#include "apps/comptoir/replay/run/api.hpp"

#include <algorithm>
#include <cctype>
#include <thread>

namespace comptoir::replay {
namespace {

using namespace std::chrono_literals;
constexpr auto kFirstPause = 20ms;
constexpr auto kLongestPause = 1000ms;

/// What was asked for is wrong, gone, in conflict or too large.
constexpr int kAboutWhatWasAsked[] = {400, 404, 409, 410, 413, 414, 422, 431};

bool may_pass(int status) { return status == 502 || status == 503 || status == 504; }

boost::json::value parsed(const std::string& body) {
  try {
    return json::parse(body);
  } catch (const json::Invalid&) {
    return nullptr;
  }
}

}  // namespace

std::optional<http::Response> Api::attempt(const std::string& method, const std::string& target,
                                           const std::string& body, const std::string& key, std::string& why) {
  try {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
    auto response = client_.send(method, target, body, headers);
    if (!may_pass(response.status)) return response;
    why = "réponse " + std::to_string(response.status);
  } catch (const http::TransportError& e) {
    why = e.what();
  }
  return std::nullopt;
}

Api::Answer Api::call(const std::string& method, const std::string& target, const std::string& body,
                      const std::string& key) {
  std::string why;
  const auto began = Pulse::Clock::now();
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    if (auto response = attempt(method, target, body, key, why)) {
      pulse_.beat();
      return {response->status, parsed(response->body)};
    }
    if (pulse_.silence() > kMaxSilence && Pulse::Clock::now() - began > kMaxSilence)
      throw Retryable(url_ + " ne répond plus depuis " + std::to_string(kMaxSilence.count()) + " s (" + method + ' ' +
                      target + " : " + why +
                      "). Vérifiez avec `comptoir status`, puis relancez la même commande : elle reprend.");
    std::this_thread::sleep_for(pause);
  }
}

boost::json::value Api::require(const std::string& method, const std::string& target, const std::string& body,
                                const std::string& key) {
  auto answer = call(method, target, body, key);
  if (answer.status < 200 || answer.status > 202) refuse(method + ' ' + target, answer);
  return std::move(answer.body);
}

void refuse(const std::string& what, const Api::Answer& answer) {
  const auto text = what + " : " + describe(answer);
  if (std::ranges::find(kAboutWhatWasAsked, answer.status) != std::end(kAboutWhatWasAsked)) throw Refused(text);
  throw Permanent(text);
}

std::string Api::page_target(const std::string& target, const std::string& cursor) {
  auto page = target + (target.find('?') == std::string::npos ? '?' : '&') + "limite=1000";
  return cursor.empty() ? page : page + "&curseur=" + encoded(cursor);
}

std::string describe(const Api::Answer& answer) {
  std::string text = std::to_string(answer.status);
  const auto* problem = answer.body.if_object();
  const auto* detail = problem ? problem->if_contains("detail") : nullptr;
  if (detail && detail->is_string()) text += " : " + std::string(detail->as_string());
  return text;
}

std::int64_t integer_at(const boost::json::value& value, std::string_view name) {
  return value.at(name).to_number<std::int64_t>();
}

std::string text_at(const boost::json::value& value, std::string_view name) {
  return std::string(value.at(name).as_string());
}

Cents cents_at(const boost::json::value& value, std::string_view name) {
  const auto cents = cents_from_dollars(value.at(name).to_number<double>());
  if (!cents) throw Permanent("montant illisible dans " + std::string(name) + " : " + boost::json::serialize(value));
  return *cents;
}

std::string encoded(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_' || c == '.')
      out += c;
    else
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

}  // namespace comptoir::replay
