#include "libs/http/connection.hpp"

#include <algorithm>

namespace comptoir::http {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kKeptBytes = 256 * 1024;  // a connection gives back the memory of a larger answer
constexpr std::chrono::milliseconds kDrainTime{1000};
constexpr std::chrono::milliseconds kStalled{2000};  // in one phase: then it may be closed for others
constexpr int kGone = -1;

SteadyClock::duration tick_of(const Limits& limits) {
  const auto shortest = std::min({limits.head_time, limits.body_time, limits.idle_time, limits.write_time,
                                  limits.handler_time, limits.stream_time});
  return std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(5), std::chrono::seconds(1));
}

std::string address_of(const Socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string();
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, Socket socket, std::string source, bool refused)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      ticks_(socket_.get_executor()),
      settled_(socket_.get_executor(), SteadyClock::time_point::max()),
      peer_(address_of(socket_)),
      source_(std::move(source)),
      tick_(tick_of(core_->limits)),
      refused_(refused) {}

void Connection::start() {
  enter(Phase::idle);
  asio::co_spawn(socket_.get_executor(), [self = shared_from_this()] { return self->run(); }, asio::detached);
}

Task<void> Connection::run() {
  struct End {
    std::shared_ptr<Connection> self;
    ~End() { self->finish(); }
  } end{shared_from_this()};
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  tick();
  if (refused_) co_await refuse(503);
  while (!leaving()) {
    const bool more = co_await serve_one();
    if (!more) break;
  }
}

Task<bool> Connection::serve_one() {
  Parser parser;
  const int refused = co_await receive(parser);
  if (refused == kGone) co_return false;
  if (refused != 0) {
    co_await refuse(refused);
    co_return false;
  }
  spoken_ = true;
  Framing framing;
  framing.keep = parser.keep_alive();
  framing.head = parser.get().method() == beast::http::verb::head;
  framing.http10 = parser.get().version() == 10;
  Request request = to_request(parser.release());
  request.peer = peer_;
  if (!parse_target(request)) {
    co_await refuse(400);
    co_return false;
  }
  const Response response = co_await answer(request);
  const bool kept = co_await give_back(response, framing);
  co_return kept;
}

// A stream is the last answer of its connection: whatever the client sends meanwhile is not read as a request.
Task<bool> Connection::give_back(const Response& response, Framing framing) {
  streaming_ = response.stream && !framing.head;
  holds_stream_ = streaming_ && core_->open_stream();
  if (streaming_ && (core_->stopping || !holds_stream_)) {
    co_await refuse(503);
    co_return false;
  }
  framing.keep = framing.keep && !core_->stopping && !streaming_ && !yielded_;
  const bool written = co_await write(response, framing);
  if (written && streaming_) co_await stream(*response.stream, framing);
  co_return written&& framing.keep;
}

// 0 when a whole request is there, else the status of the refusal or kGone.
Task<int> Connection::receive(Parser& parser) {
  parser.eager(true);
  parser.header_limit(static_cast<std::uint32_t>(core_->limits.head_bytes));
  parser.body_limit(core_->limits.body_bytes);
  enter(Phase::idle);
  for (;;) {
    error_code error;
    if (buffer_.size() > 0) {
      if (phase_ == Phase::idle) enter(Phase::head);
      buffer_.consume(parser.put(buffer_.data(), error));
    }
    if (error && error != beast::http::error::need_more) co_return status_of(error);
    if (parser.is_done()) co_return 0;
    if (parser.is_header_done() && phase_ != Phase::body) {
      enter(Phase::body);
      co_await continue_if_expected(parser);
    }
    const int refused = co_await read_more();
    if (refused != 0) co_return refused;
  }
}

Task<int> Connection::read_more() {
  if (yielded_) co_return kGone;
  if (buffer_.size() > core_->limits.head_bytes) co_return 431;  // a chunk's header without end
  const auto room = buffer_.prepare(kReadBytes);
  error_code error;
  const std::size_t read = co_await socket_.async_read_some(room, asio::redirect_error(kAwait, error));
  buffer_.commit(read);
  if (error == asio::error::operation_aborted && phase_ != Phase::idle && !yielded_) co_return 408;
  co_return error ? kGone : 0;
}

Task<void> Connection::continue_if_expected(const Parser& parser) {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto& message = parser.get();
  if (!beast::iequals(message[beast::http::field::expect], "100-continue")) co_return;
  error_code ignored;
  const auto text = asio::buffer(kContinue);
  co_await asio::async_write(socket_, text, asio::redirect_error(kAwait, ignored));
}

Task<Response> Connection::answer(Request& request) {
  const auto observer = core_->observer();
  Request seen;
  if (observer) {
    seen.method = request.method;
    seen.path = request.path;
    seen.target = request.target;
    seen.route = core_->router.pattern_of(seen.method, seen.path);
  }
  const auto slot = new_slot<Response>();
  respond_ = [slot](Response response) { Slot<Response>::settle(slot, std::move(response)); };
  enter(Phase::handler);
  const auto start = SteadyClock::now();
  try {
    core_->router.dispatch(std::move(request), respond_);
  } catch (...) {
    respond_(refusal(500));
  }
  co_await settled(*slot);
  respond_ = nullptr;
  if (observer)
    observer(seen, slot->value->status,
             std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - start));
  co_return std::move(*slot->value);
}

Task<bool> Connection::write(const Response& response, Framing framing) {
  if (out_.capacity() > kKeptBytes) out_ = {};
  out_.clear();
  serialize(out_, response, framing);
  enter(Phase::write);
  error_code error;
  const auto text = asio::buffer(out_);
  co_await asio::async_write(socket_, text, asio::redirect_error(kAwait, error));
  co_return !error;
}

Task<void> Connection::refuse(int status) {
  const Response response = refusal(status);
  const Framing closing;
  const bool written = co_await write(response, closing);
  if (written) co_await drain();
}

// Closing with unread input resets the connection, and the client may lose the answer: read on for a moment.
Task<void> Connection::drain() {
  error_code error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  enter(Phase::drain);
  buffer_.clear();
  while (!error) {
    const auto room = buffer_.prepare(kReadBytes);
    co_await socket_.async_read_some(room, asio::redirect_error(kAwait, error));
  }
}

void Connection::enter(Phase phase) {
  const auto& limits = core_->limits;
  const std::chrono::milliseconds times[] = {limits.idle_time,    limits.head_time,  limits.body_time,
                                             limits.handler_time, limits.write_time, kDrainTime,
                                             limits.stream_time};
  const auto now = SteadyClock::now();
  phase_ = phase;
  deadline_ = now + times[static_cast<int>(phase)];
  if (phase == Phase::idle && !spoken_) deadline_ = now + std::min(limits.idle_time, limits.head_time);
  turn_.store(turn_in(phase, now).word(), std::memory_order_relaxed);
  if (phase == Phase::idle) core_->room_may_be_had();
}

Turn Connection::turn_in(Phase phase, SteadyClock::time_point now) const {
  if (!may_yield()) return Turn::never();
  if (phase == Phase::idle) return {spoken_ ? Turn::resting : Turn::unspoken, now};
  if (phase == Phase::drain) return {Turn::unspoken, now};  // it has been told to leave
  return {spoken_ ? Turn::stalled : Turn::unspoken, now + kStalled};
}

void Connection::yield() {
  turn_.store(Turn::never().word(), std::memory_order_relaxed);
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    error_code ignored;
    if (!self->may_yield()) return self->core_->room_may_be_had();
    self->yielded_ = true;
    self->socket_.cancel(ignored);
  });
}

void Connection::tick() {
  ticks_.expires_after(tick_);
  ticks_.async_wait([self = shared_from_this()](error_code) {
    if (self->finished_) return;
    if (SteadyClock::now() >= self->deadline_) self->expire();
    self->tick();
  });
}

void Connection::expire() {
  error_code ignored;
  if (streaming_) return interrupt();
  if (phase_ != Phase::handler)
    socket_.cancel(ignored);
  else if (respond_)
    respond_(refusal(503));
}

void Connection::finish() {
  error_code ignored;
  finished_ = true;
  turn_.store(Turn::never().word(), std::memory_order_relaxed);
  if (std::exchange(holds_stream_, false)) core_->close_stream();
  ticks_.cancel();
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void Connection::close_when_idle() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    error_code ignored;
    if (self->streaming_) return self->interrupt();
    if (self->phase_ == Phase::idle) self->socket_.cancel(ignored);
  });
}

void Connection::abort() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    error_code ignored;
    if (self->respond_) self->respond_(refusal(503));
    self->socket_.close(ignored);
  });
}

}  // namespace comptoir::http
