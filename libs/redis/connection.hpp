// One Redis session over hiredis, blocking, with pipelines. Not thread-safe.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/error.hpp"

struct redisContext;
struct redisReply;

namespace comptoir::redis {

struct ConnectionLost : Retryable {
  using Retryable::Retryable;
};

/// Where Redis listens: a unix socket when `socket` is not empty.
struct Address {
  std::string socket;
  std::string host = "127.0.0.1";
  int port = 6379;
};

/// A reply as a value. An error reply is a value too: `error` is true and `text` its message.
struct Reply {
  bool error = false;
  bool nil = false;
  std::int64_t integer = 0;
  std::string text;
  std::vector<Reply> items;
};

using Command = std::vector<std::string>;

class Connection {
 public:
  /// `timeout` bounds the connect and every answer; it must exceed the BLOCK of any blocking read.
  Connection(const Address&, std::chrono::milliseconds timeout);
  /// Throws ConnectionLost when the session is gone.
  Reply run(const Command&);
  /// Sends all, then reads all the answers: one round trip.
  std::vector<Reply> pipeline(const std::vector<Command>&);

 private:
  void append(const Command&);
  Reply read();
  [[noreturn]] void fail();

  std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
};

}  // namespace comptoir::redis
