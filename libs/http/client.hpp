// A blocking HTTP/1.1 client: one kept-alive connection, one thread at a time.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/http/message.hpp"

namespace comptoir::http {

/// No answer was had: refused, cut, too slow, or not HTTP. Whether the request took effect is not known.
struct TransportError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Nothing came for as long as was allowed.
struct NoAnswerInTime : TransportError {
  using TransportError::TransportError;
};

struct Url {
  std::string host;
  std::uint16_t port = 80;
  std::string base;  ///< path without trailing slash, "" for the root

  /// "http://host[:port][/base]"; throws std::invalid_argument for anything else.
  static Url parse(std::string_view text);
};

class Relays;

class Client {
 public:
  /// Connects at the first send. The timeout bounds one send, connecting included (name resolution is the system's).
  explicit Client(std::string_view base_url, std::chrono::milliseconds timeout = std::chrono::seconds(30));
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  /// From the next send on.
  void set_timeout(std::chrono::milliseconds timeout);

  /// A body without a Content-Type header is sent as application/json.
  /// Any status is an answer; its header names are lower-case, Content-Type also in content_type.
  /// Throws TransportError when no answer was had; the next call connects anew.
  /// A kept-alive connection found closed before any byte of the answer is replaced once, silently; with
  /// repeatable = false only when that was seen before the request was sent.
  Response send(const std::string& method, const std::string& target, const std::string& body = {},
                const std::vector<std::pair<std::string, std::string>>& headers = {}, bool repeatable = true);

  /// The same, but returns at the head of an answer in chunks: its body is then `stream`, and the connection goes with
  /// it. The timeout bounds what comes before. Throws TooManyStreams as well.
  Response send(const std::string& method, const std::string& target, const std::string& body,
                const std::vector<std::pair<std::string, std::string>>& headers, bool repeatable, Relays& relays);

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace comptoir::http
