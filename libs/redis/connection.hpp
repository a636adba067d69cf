// Redis sessions: what one can do, and the one over hiredis, blocking, with pipelines. Not thread-safe.
#pragma once
#include <chrono>
#include <functional>
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

class Session {
 public:
  virtual ~Session() = default;
  /// Throws ConnectionLost when the session is gone.
  virtual Reply run(const Command&) = 0;
  /// Sends all, then reads all the answers: one round trip.
  virtual std::vector<Reply> pipeline(const std::vector<Command>&) = 0;
};

/// Opens a session whose every answer comes within the timeout. Throws ConnectionLost.
using Dial = std::function<std::unique_ptr<Session>(std::chrono::milliseconds timeout)>;

class Connection final : public Session {
 public:
  /// `timeout` bounds the connect and every answer; it must exceed the BLOCK of any blocking read.
  Connection(const Address&, std::chrono::milliseconds timeout);
  Reply run(const Command&) override;
  std::vector<Reply> pipeline(const std::vector<Command>&) override;

 private:
  void append(const Command&);
  Reply read();
  [[noreturn]] void fail();

  std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
};

/// Sessions over hiredis with the server at this address.
Dial dial(Address);

}  // namespace comptoir::redis
