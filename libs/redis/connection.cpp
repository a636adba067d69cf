#include "libs/redis/connection.hpp"

#include <hiredis/hiredis.h>

namespace comptoir::redis {
namespace {

timeval to_timeval(std::chrono::milliseconds ms) {
  return {static_cast<time_t>(ms.count() / 1000), static_cast<suseconds_t>(ms.count() % 1000 * 1000)};
}

redisContext* open(const Address& at, std::chrono::milliseconds timeout) {
  const auto limit = to_timeval(timeout);
  return at.socket.empty() ? redisConnectWithTimeout(at.host.c_str(), at.port, limit)
                           : redisConnectUnixWithTimeout(at.socket.c_str(), limit);
}

Reply convert(const redisReply* r) {
  Reply out;
  out.error = r->type == REDIS_REPLY_ERROR;
  out.nil = r->type == REDIS_REPLY_NIL;
  out.integer = r->integer;
  if (r->str) out.text.assign(r->str, r->len);
  out.items.reserve(r->elements);
  for (std::size_t i = 0; i < r->elements; ++i) out.items.push_back(convert(r->element[i]));
  return out;
}

}  // namespace

Connection::Connection(const Address& at, std::chrono::milliseconds timeout) : context_(open(at, timeout), redisFree) {
  if (!context_) throw ConnectionLost("Redis: out of memory");
  if (context_->err) fail();
  redisSetTimeout(context_.get(), to_timeval(timeout));
}

void Connection::fail() { throw ConnectionLost(std::string("Redis: ") + context_->errstr); }

void Connection::append(const Command& command) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const auto& word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  if (redisAppendCommandArgv(context_.get(), int(words.size()), words.data(), sizes.data()) != REDIS_OK) fail();
}

Reply Connection::read() {
  void* raw = nullptr;
  if (redisGetReply(context_.get(), &raw) != REDIS_OK || !raw) fail();
  const std::unique_ptr<redisReply, void (*)(void*)> owned(static_cast<redisReply*>(raw), freeReplyObject);
  return convert(owned.get());
}

Reply Connection::run(const Command& command) {
  append(command);
  return read();
}

std::vector<Reply> Connection::pipeline(const std::vector<Command>& commands) {
  for (const auto& c : commands) append(c);
  std::vector<Reply> replies;
  replies.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) replies.push_back(read());
  return replies;
}

Dial dial(Address address) {
  return [address = std::move(address)](std::chrono::milliseconds timeout) {
    return std::make_unique<Connection>(address, timeout);
  };
}

}  // namespace comptoir::redis
