// One client of the server. Everything of it happens on its strand: one coroutine that serves request after request,
// and a tick that looks whether the phase it is in lasts too long. The tick costs a request no timer of its own.
#pragma once
#include <boost/beast/core/flat_buffer.hpp>
#include <optional>

#include "libs/http/framing.hpp"
#include "libs/http/server_core.hpp"
#include "libs/http/stream.hpp"

namespace comptoir::http {

/// The place of one value that comes from anywhere. Whoever settles it first gives it; the connection waits until it is
/// there, so it outlives the message that brings it.
template <class T>
struct Slot {
  std::weak_ptr<Connection> owner;
  std::atomic<bool> settled = false;
  std::optional<T> value;  ///< touched on the connection's strand only

  static void settle(const std::shared_ptr<Slot>& slot, T value);
};

/// When a connection goes, if room is needed: by rank, then by time. One word, so that it is read from any thread.
class Turn {
 public:
  enum Rank : std::uint64_t { unspoken, resting, stalled };
  Turn(Rank rank, SteadyClock::time_point from)
      : word_(rank << kTimeBits | static_cast<std::uint64_t>(from.time_since_epoch().count())) {}
  static Turn never() { return Turn(~std::uint64_t{0}); }
  explicit Turn(std::uint64_t word) : word_(word) {}

  std::uint64_t word() const { return word_; }
  bool is_before(Turn other) const { return word_ < other.word_; }
  bool has_come(SteadyClock::time_point now) const {
    return (word_ & kTimeMask) <= static_cast<std::uint64_t>(now.time_since_epoch().count());
  }

 private:
  static constexpr int kTimeBits = 60;  // of nanoseconds: 36 years of uptime
  static constexpr std::uint64_t kTimeMask = (std::uint64_t{1} << kTimeBits) - 1;
  std::uint64_t word_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerCore> core, Socket socket, std::string source, bool refused);
  ~Connection() { core_->leave(this); }

  void start();
  /// From any thread, as abort(): ends what waits for a request, and every stream.
  void close_when_idle();
  void abort();
  /// From any thread: closes, unless it is being served by now.
  void yield();
  Turn turn() const { return Turn(turn_.load(std::memory_order_relaxed)); }
  const std::string& source() const { return source_; }

 private:
  template <class T>
  friend struct Slot;
  using Parser = beast::http::request_parser<beast::http::string_body>;
  enum class Phase { idle, head, body, handler, write, drain, stream };

  Task<void> run();
  Task<bool> serve_one();
  Task<HeadRefusal> receive(Parser& parser, Request& request);
  Task<HeadRefusal> receive_head();
  Task<HeadRefusal> receive_body(Parser& parser);
  HeadRefusal enter_head(Parser& parser, Request& request);
  Task<int> read_more();
  Task<void> continue_if_expected(const Parser& parser);
  Task<Response> answer(Request& request);
  Task<bool> write(const Response& response, Framing framing);
  Task<void> refuse(HeadRefusal refusal);
  Task<void> drain();

  Task<bool> give_back(const Response& response, Framing framing);
  Task<void> stream(Source& source, Framing framing);
  Task<Piece> next_piece(Source& source);
  Task<bool> write_piece(const Piece& piece, bool chunked);
  Task<void> watch();
  void interrupt();

  template <class T>
  std::shared_ptr<Slot<T>> new_slot();
  template <class T>
  Task<void> settled(const Slot<T>& slot);

  bool leaving() const { return refused_ || (core_->stopping && buffer_.size() == 0); }
  void enter(Phase phase);
  Turn turn_in(Phase phase, SteadyClock::time_point now) const;
  bool may_yield() const { return !streaming_ && phase_ != Phase::handler; }
  void tick();
  void expire();
  void finish();

  std::shared_ptr<ServerCore> core_;
  Socket socket_;
  Timer ticks_;
  Timer settled_;  // never expires: its cancellation wakes the coroutine that waits for a slot
  beast::flat_buffer buffer_;
  std::string out_;
  std::string peer_, local_;
  const std::string source_;
  Responder respond_;
  Give give_;
  Phase phase_ = Phase::idle;
  SteadyClock::time_point deadline_;
  const SteadyClock::duration tick_;
  const bool refused_;
  bool streaming_ = false;
  bool interrupted_ = false;
  bool finished_ = false;
  bool spoken_ = false;  ///< a whole request has come
  bool yielded_ = false;
  bool holds_stream_ = false;  ///< one of the server's places
  std::atomic<std::uint64_t> turn_{Turn::never().word()};
};

template <class T>
std::shared_ptr<Slot<T>> Connection::new_slot() {
  auto slot = std::make_shared<Slot<T>>();
  slot->owner = weak_from_this();
  return slot;
}

template <class T>
Task<void> Connection::settled(const Slot<T>& slot) {
  while (!slot.value) {
    error_code woken;
    co_await settled_.async_wait(asio::redirect_error(kAwait, woken));
  }
}

template <class T>
void Slot<T>::settle(const std::shared_ptr<Slot>& slot, T value) {
  if (slot->settled.exchange(true)) return;
  auto owner = slot->owner.lock();
  if (!owner) return;
  const auto strand = owner->socket_.get_executor();
  asio::dispatch(strand, [slot, owner = std::move(owner), value = std::move(value)]() mutable {
    slot->value = std::move(value);
    owner->settled_.cancel();
  });
}

}  // namespace comptoir::http
