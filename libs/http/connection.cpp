#include "libs/http/connection.hpp"

#include <algorithm>

#include "libs/http/problem.hpp"

namespace comptoir::http {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kKeptBytes = 256 * 1024;  // a connection gives back the memory of a larger answer
constexpr std::chrono::milliseconds kDrainTime{1000};
constexpr std::chrono::milliseconds kStalled{2000};  // in one phase: then it may be closed for others
constexpr int kGone = -1;
constexpr int kEmptyLines = 1;         // before a request line, of a client that ended its last body with one
constexpr std::size_t kChunkHead = 8;  // bytes of framing per byte of body: "1\r\nx\r\n" has five

SteadyClock::duration tick_of(const Limits& limits) {
  const auto shortest = std::min({limits.head_time, limits.body_time, limits.idle_time, limits.write_time,
                                  limits.handler_time, limits.stream_time});
  return std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(5), std::chrono::seconds(1));
}

std::string address_of(const tcp::endpoint& endpoint, error_code error) {
  return error ? std::string() : endpoint.address().to_string();
}

std::string peer_of(const Socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return address_of(endpoint, error);
}

std::string local_of(const Socket& socket) {
  error_code error;
  const auto endpoint = socket.local_endpoint(error);
  return address_of(endpoint, error);
}

std::string_view text_of(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, Socket socket, std::string source, bool refused)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      ticks_(socket_.get_executor()),
      settled_(socket_.get_executor(), SteadyClock::time_point::max()),
      peer_(peer_of(socket_)),
      local_(core_->perimeter ? local_of(socket_) : std::string()),
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
  if (refused_) co_await refuse({503});
  while (!leaving()) {
    const bool more = co_await serve_one();
    if (!more) break;
  }
}

Task<bool> Connection::serve_one() {
  Parser parser;
  Request request;
  const auto refused = co_await receive(parser, request);
  if (refused.status == kGone) co_return false;
  if (refused) {
    co_await refuse(refused);
    co_return false;
  }
  spoken_ = true;
  Framing framing;
  framing.keep = parser.keep_alive();
  framing.head = parser.get().method() == beast::http::verb::head;
  framing.http10 = parser.get().version() == 10;
  const Response response = co_await answer(request);
  const bool kept = co_await give_back(response, framing);
  co_return kept;
}

// A stream is the last answer of its connection: whatever the client sends meanwhile is not read as a request.
Task<bool> Connection::give_back(const Response& response, Framing framing) {
  streaming_ = response.stream && !framing.head;
  holds_stream_ = streaming_ && core_->open_stream();
  if (streaming_ && (core_->stopping || !holds_stream_)) {
    co_await refuse({503});
    co_return false;
  }
  framing.keep = framing.keep && !core_->stopping && !streaming_ && !yielded_;
  const bool written = co_await write(response, framing);
  if (written && streaming_) co_await stream(*response.stream, framing);
  co_return written&& framing.keep;
}

// Nothing when a whole request is there, else why it is not; kGone when there is nobody to say it to.
Task<HeadRefusal> Connection::receive(Parser& parser, Request& request) {
  parser.eager(true);
  parser.header_limit(static_cast<std::uint32_t>(core_->limits.head_bytes));
  parser.body_limit(core_->limits.body_bytes);
  enter(Phase::idle);
  auto refused = co_await receive_head();
  if (!refused) refused = enter_head(parser, request);
  if (!refused) refused = co_await receive_body(parser);
  if (refused) co_return refused;
  request.body = std::move(parser.get().body());
  co_return core_->perimeter ? Perimeter::check_body(request) : HeadRefusal{};
}

// The parser sees no byte of a head before all of it has been checked.
Task<HeadRefusal> Connection::receive_head() {
  HeadEnd end;
  for (int empty_lines = 0;;) {
    if (buffer_.size() > 0 && phase_ == Phase::idle) enter(Phase::head);
    const auto size = end.find(text_of(buffer_));
    if (size == 2 && empty_lines++ < kEmptyLines) {
      buffer_.consume(2);
      end = HeadEnd();
      continue;
    }
    if (end.broken()) co_return HeadRefusal{400, "une ligne finit sans CR LF"};
    if (size > core_->limits.head_bytes) co_return HeadRefusal{431};
    if (size > 0) co_return check_head(text_of(buffer_).substr(0, size));
    const int refused = co_await read_more();
    if (refused != 0) co_return HeadRefusal{refused};
  }
}

// What the handler reads of the head is taken before the body comes: trailers are not headers.
HeadRefusal Connection::enter_head(Parser& parser, Request& request) {
  error_code error;
  parser.eager(false);
  buffer_.consume(parser.put(buffer_.data(), error));
  parser.eager(true);
  if (error && error != beast::http::error::need_more) return {status_of(error)};
  request = head_of(parser.get());
  request.peer = request.client = peer_;
  if (core_->perimeter) {
    if (const auto refused = core_->perimeter->check(request, local_)) return refused;
    core_->perimeter->strip(request);
  }
  return parse_target(request) ? HeadRefusal{} : HeadRefusal{400, "la cible contient un %XX mal formé"};
}

Task<HeadRefusal> Connection::receive_body(Parser& parser) {
  for (std::size_t framing = 0; !parser.is_done();) {
    error_code error;
    if (buffer_.size() > 0) {
      const auto before = parser.get().body().size();
      const auto used = parser.put(buffer_.data(), error);
      buffer_.consume(used);
      framing += used - (parser.get().body().size() - before);
    }
    if (error && error != beast::http::error::need_more) co_return HeadRefusal{status_of(error)};
    if (parser.is_done()) break;
    if (framing > core_->limits.head_bytes + kChunkHead * parser.get().body().size())
      co_return HeadRefusal{400, "les morceaux du corps portent trop d'extensions"};
    if (phase_ != Phase::body) {
      enter(Phase::body);
      co_await continue_if_expected(parser);
    }
    const int refused = co_await read_more();
    if (refused != 0) co_return HeadRefusal{refused};
  }
  co_return HeadRefusal{};
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
  if (message.version() == 10 || !beast::iequals(message[beast::http::field::expect], "100-continue")) co_return;
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
    seen.route = core_->router.pattern_of(seen.method, raw_path(seen));
  }
  const auto slot = new_slot<Response>();
  respond_ = [slot](Response response) { Slot<Response>::settle(slot, std::move(response)); };
  enter(Phase::handler);
  const auto start = SteadyClock::now();
  try {
    core_->router.dispatch(std::move(request), respond_);
  } catch (const std::exception& e) {
    respond_(incident(seen.path, e.what()));
  } catch (...) {
    respond_(incident(seen.path, "exception inconnue"));
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

Task<void> Connection::refuse(HeadRefusal refused) {
  const Response response = refusal(refused.status, refused.why);
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
