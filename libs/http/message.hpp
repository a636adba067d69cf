// What a handler reads and what it answers: plain values, no sockets.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/http/stream.hpp"

namespace comptoir::http {

struct Request {
  std::string method{};
  std::string path{};                            ///< decoded, without query
  std::map<std::string, std::string> params{};   ///< from the route's pattern
  std::map<std::string, std::string> query{};    ///< decoded; a repeated key keeps the last
  std::map<std::string, std::string> headers{};  ///< lower-case names; a repeated header keeps the last
  std::string body{};
  std::string target{};  ///< path and query as received, without the origin that a proxy's request line may carry
  std::string peer{};    ///< address of the other end of the connection: of the client, or of the proxy before it
  std::string client{};  ///< the client's own address as far as the proxies that we trust tell it; else `peer`
  std::string route{};   ///< the pattern that matched, "" when none did; fit for a metric's label
};

struct Response {
  int status = 200;
  std::string body{};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers{};
  std::shared_ptr<Source> stream{};  ///< when set it makes the body, and `body` is empty
  /// Of an answer to HEAD that is passed on: the Content-Length that GET would have; "" when it would have none.
  std::optional<std::string> head_length{};
};

/// Gives the answer: once, from any thread, at any time; further calls are ignored.
using Responder = std::function<void(Response)>;
using Handler = std::function<void(Request, Responder)>;

/// Sets path and query from target. False when an escape is malformed or hides a NUL.
bool parse_target(Request& request);

/// The path as it was received, escapes and all: what is split into segments before anything is decoded.
std::string_view raw_path(const Request& request);

/// Decodes %XX; false when an escape is malformed, hides a NUL, or the text is no UTF-8.
bool decode_escapes(std::string_view text, std::string& out);

std::string lower(std::string_view ascii);

}  // namespace comptoir::http
