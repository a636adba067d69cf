#include "libs/http/server.hpp"

#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "libs/http/problem.hpp"

namespace comptoir::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;
using Acceptor = asio::basic_socket_acceptor<tcp, Strand>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Strand>;
using Parser = beast::http::request_parser<beast::http::string_body>;
template <class T>
using Task = asio::awaitable<T, Strand>;

constexpr asio::use_awaitable_t<Strand> kAwait;
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kKeptBytes = 256 * 1024;  // a connection gives back the memory of a larger answer
constexpr std::size_t kRefusals = 64;           // connections over the limit that still get their 503
constexpr std::chrono::milliseconds kDrainTime{1000};
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr int kGone = -1;

enum class Phase { idle, head, body, handler, write, drain };

Response refusal(int status) {
  switch (status) {
    case 408: return problem(408, "Requête trop lente", "la requête n'est pas arrivée à temps");
    case 413: return problem(413, "Corps trop grand", "le corps dépasse la taille permise");
    case 431:
      return problem(431, "En-têtes trop grands", "la ligne de requête et les en-têtes dépassent la taille permise");
    case 500: return problem(500, "Erreur interne", "erreur interne");
    case 503: return problem(503, "Service occupé", "le service ne peut répondre à temps ; réessayez plus tard");
    default: return problem(400, "Requête illisible", "ce n'est pas une requête HTTP/1.1 valide");
  }
}

int status_of(error_code error) {
  if (error == beast::http::error::header_limit) return 431;
  if (error == beast::http::error::body_limit) return 413;
  return 400;
}

Request to_request(beast::http::request<beast::http::string_body> message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message)
    request.headers[lower({field.name_string().data(), field.name_string().size()})] = std::string(field.value());
  request.body = std::move(message.body());
  return request;
}

// What came from outside must not start a header of its own.
void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (const char c : value)
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  out += "\r\n";
}

struct Framing {
  bool keep = false;
  bool head = false;  // the answer to HEAD: the length without the body
  bool http10 = false;
};

void serialize(std::string& out, const Response& response, Framing framing) {
  const bool bodiless = response.status == 204 || response.status == 304;
  const auto reason = beast::http::obsolete_reason(static_cast<beast::http::status>(response.status));
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason.data(), reason.size());
  out.append("\r\nServer: comptoir\r\n");
  if (!bodiless) {
    append_header(out, "Content-Type", response.content_type);
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  }
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (!framing.keep) out.append("Connection: close\r\n");
  if (framing.keep && framing.http10) out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  if (!bodiless && !framing.head) out.append(response.body);
}

class Connection;

// The place of one answer. Whoever settles it first gives it; the connection waits until it is there, so it
// outlives the message that brings it.
struct Slot {
  std::weak_ptr<Connection> owner;
  std::atomic<bool> settled = false;
  std::optional<Response> answer;  // touched on the connection's strand only

  static void settle(const std::shared_ptr<Slot>& slot, Response response);
};

}  // namespace

class ServerCore {
 public:
  ServerCore(Router r, Limits l, int threads) : router(std::move(r)), limits(l), io(threads) {}

  std::uint16_t listen(const std::string& host, std::uint16_t port);
  /// Null when even a refusal is too much.
  std::shared_ptr<Connection> admit(const std::shared_ptr<ServerCore>& self, Socket socket);
  void leave(Connection* connection);
  std::vector<std::shared_ptr<Connection>> connections();
  bool wait_until_empty(std::chrono::milliseconds time);
  Server::Observer observer();
  void observe(Server::Observer observer);

  Router router;
  const Limits limits;
  asio::io_context io;
  Acceptor acceptor{asio::make_strand(io)};
  std::atomic<bool> stopping = false;

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> connections_;
  Server::Observer observer_;
};

namespace {

// Everything of one connection happens on its strand: one coroutine that serves request after request, and a tick
// that looks whether the phase it is in lasts too long. The tick costs a request no timer of its own.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerCore> core, Socket socket, bool refused);
  ~Connection() { core_->leave(this); }

  void start();
  void close_when_idle();
  void abort();

 private:
  friend struct Slot;

  Task<void> run();
  Task<bool> serve_one();
  Task<int> receive(Parser& parser);
  Task<int> read_more();
  Task<void> continue_if_expected(const Parser& parser);
  Task<Response> answer(Request& request);
  Task<bool> write(const Response& response, Framing framing);
  Task<void> refuse(int status);
  Task<void> drain();

  bool leaving() const { return refused_ || (core_->stopping && buffer_.size() == 0); }
  void enter(Phase phase);
  void tick();
  void expire();
  void finish();

  std::shared_ptr<ServerCore> core_;
  Socket socket_;
  Timer ticks_;
  Timer answered_;  // never expires: its cancellation wakes the coroutine that waits for a handler
  beast::flat_buffer buffer_;
  std::string out_;
  Responder respond_;
  Phase phase_ = Phase::idle;
  Clock::time_point deadline_;
  const Clock::duration tick_;
  const bool refused_;
  bool finished_ = false;
};

Clock::duration tick_of(const Limits& limits) {
  const auto shortest = std::min({limits.head_time, limits.body_time, limits.idle_time, limits.handler_time});
  return std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(5), std::chrono::seconds(1));
}

Connection::Connection(std::shared_ptr<ServerCore> core, Socket socket, bool refused)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      ticks_(socket_.get_executor()),
      answered_(socket_.get_executor(), Clock::time_point::max()),
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
  Framing framing;
  framing.keep = parser.keep_alive();
  framing.head = parser.get().method() == beast::http::verb::head;
  framing.http10 = parser.get().version() == 10;
  Request request = to_request(parser.release());
  if (!parse_target(request)) {
    co_await refuse(400);
    co_return false;
  }
  const Response response = co_await answer(request);
  framing.keep = framing.keep && !core_->stopping;
  const bool written = co_await write(response, framing);
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
  if (buffer_.size() > core_->limits.head_bytes) co_return 431;  // a chunk's header without end
  const auto room = buffer_.prepare(kReadBytes);
  error_code error;
  const std::size_t read = co_await socket_.async_read_some(room, asio::redirect_error(kAwait, error));
  buffer_.commit(read);
  if (error == asio::error::operation_aborted && phase_ != Phase::idle) co_return 408;
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
  const auto slot = std::make_shared<Slot>();
  slot->owner = weak_from_this();
  respond_ = [slot](Response response) { Slot::settle(slot, std::move(response)); };
  enter(Phase::handler);
  const auto start = Clock::now();
  try {
    core_->router.dispatch(std::move(request), respond_);
  } catch (...) {
    respond_(refusal(500));
  }
  while (!slot->answer) {
    error_code woken;
    co_await answered_.async_wait(asio::redirect_error(kAwait, woken));
  }
  respond_ = nullptr;
  if (observer)
    observer(seen, slot->answer->status, std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start));
  co_return std::move(*slot->answer);
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
  Response response = refusal(status);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
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
  const std::chrono::milliseconds times[] = {limits.idle_time,    limits.head_time, limits.body_time,
                                             limits.handler_time, limits.idle_time, kDrainTime};
  phase_ = phase;
  deadline_ = Clock::now() + times[static_cast<int>(phase)];
}

void Connection::tick() {
  ticks_.expires_after(tick_);
  ticks_.async_wait([self = shared_from_this()](error_code) {
    if (self->finished_) return;
    if (Clock::now() >= self->deadline_) self->expire();
    self->tick();
  });
}

void Connection::expire() {
  error_code ignored;
  if (phase_ != Phase::handler) {
    socket_.cancel(ignored);
  } else if (respond_) {
    auto late = refusal(503);
    late.headers.emplace_back("Retry-After", "1");
    respond_(std::move(late));
  }
}

void Connection::finish() {
  error_code ignored;
  finished_ = true;
  ticks_.cancel();
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void Connection::close_when_idle() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    error_code ignored;
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

void Slot::settle(const std::shared_ptr<Slot>& slot, Response response) {
  if (slot->settled.exchange(true)) return;
  auto owner = slot->owner.lock();
  if (!owner) return;
  const auto strand = owner->socket_.get_executor();
  asio::dispatch(strand, [slot, owner = std::move(owner), response = std::move(response)]() mutable {
    slot->answer = std::move(response);
    owner->answered_.cancel();
  });
}

Task<void> accept_all(std::shared_ptr<ServerCore> core) {
  Timer pause(core->acceptor.get_executor());
  while (core->acceptor.is_open()) {
    error_code error, ignored;
    Socket socket(asio::make_strand(core->io));
    co_await core->acceptor.async_accept(socket, asio::redirect_error(kAwait, error));
    if (!error) {
      if (const auto connection = core->admit(core, std::move(socket))) connection->start();
    } else if (core->acceptor.is_open()) {  // out of file descriptors, most likely
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(asio::redirect_error(kAwait, ignored));
    }
  }
}

}  // namespace

std::uint16_t ServerCore::listen(const std::string& host, std::uint16_t port) try {
  tcp::resolver resolver(io);
  const auto resolved = resolver.resolve(host, std::to_string(port), tcp::resolver::passive);
  const tcp::endpoint endpoint = *resolved.begin();
  acceptor.open(endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  acceptor.bind(endpoint);
  acceptor.listen();
  return acceptor.local_endpoint().port();
} catch (const boost::system::system_error& error) {
  throw std::runtime_error("http: cannot listen on " + host + ":" + std::to_string(port) + ": " +
                           error.code().message() + "; free the port or configure another host and port");
}

std::shared_ptr<Connection> ServerCore::admit(const std::shared_ptr<ServerCore>& self, Socket socket) {
  std::unique_lock lock(mutex_);
  const auto open = connections_.size();
  if (stopping || open >= limits.connections + kRefusals) return nullptr;
  const auto connection = std::make_shared<Connection>(self, std::move(socket), open >= limits.connections);
  connections_[connection.get()] = connection;
  return connection;
}

void ServerCore::leave(Connection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  left_.notify_all();
}

std::vector<std::shared_ptr<Connection>> ServerCore::connections() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Connection>> alive;
  alive.reserve(connections_.size());
  for (const auto& [key, weak] : connections_)
    if (auto connection = weak.lock()) alive.push_back(std::move(connection));
  return alive;
}

bool ServerCore::wait_until_empty(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, time, [this] { return connections_.empty(); });
}

Server::Observer ServerCore::observer() {
  const std::lock_guard lock(mutex_);
  return observer_;
}

void ServerCore::observe(Server::Observer observer) {
  const std::lock_guard lock(mutex_);
  observer_ = std::move(observer);
}

Server::Server(Router router, std::string host, std::uint16_t port, Limits limits, int threads)
    : core_(std::make_shared<ServerCore>(std::move(router), limits, threads)) {
  port_ = core_->listen(host, port);
  asio::co_spawn(core_->acceptor.get_executor(), accept_all(core_), asio::detached);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([core = core_.get()] { core->io.run(); });
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return port_; }

void Server::set_observer(Observer observer) { core_->observe(std::move(observer)); }

void Server::stop(std::chrono::milliseconds grace) {
  if (core_->stopping.exchange(true)) return;
  asio::post(core_->acceptor.get_executor(), [core = core_] { core->acceptor.close(); });
  for (const auto& connection : core_->connections()) connection->close_when_idle();
  if (!core_->wait_until_empty(grace))
    for (const auto& connection : core_->connections()) connection->abort();
  for (auto& thread : threads_) thread.join();
  // Handlers own what they call; it goes here, not on the thread of a late responder.
  core_->router = Router();
  core_->observe(nullptr);
}

}  // namespace comptoir::http
