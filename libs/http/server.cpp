#include "libs/http/server.hpp"

#include <stdexcept>

#include "libs/http/addresses.hpp"
#include "libs/http/connection.hpp"

namespace comptoir::http {
namespace {

constexpr std::chrono::milliseconds kAcceptPause{50};

// Not the client's doing: it waits in the queue, and will be taken when there is something to take it with.
bool is_short(error_code error) {
  return error != asio::error::would_block && error != asio::error::connection_aborted;
}

// A client that has come is left where it is while there is no room: the system's queue waits, those served are answered.
Task<void> accept_one(std::shared_ptr<ServerCore> core) {
  error_code error;
  co_await core->acceptor.async_wait(Acceptor::wait_read, asio::redirect_error(kAwait, error));
  while (core->acceptor.is_open() && core->full()) {
    core->make_room();
    co_await core->wait_for_room();
  }
  if (!core->acceptor.is_open()) co_return;
  Socket socket(asio::make_strand(core->io));
  core->acceptor.accept(socket, error);
  if (!error) {
    if (const auto connection = core->admit(core, std::move(socket))) connection->start();
  } else if (is_short(error)) {
    core->make_room();
    co_await core->wait_for_room();
  }
}

Task<void> accept_all(std::shared_ptr<ServerCore> core) {
  while (core->acceptor.is_open()) {
    bool failed = false;
    try {
      co_await accept_one(core);
    } catch (const std::exception&) {  // no memory: the loop outlives it
      failed = true;
    }
    if (failed) co_await core->wait_for_room();
  }
}

}  // namespace

std::string source_of(const asio::ip::address& address) {
  const auto one = unmapped(address);
  if (one.is_v4()) return one.to_string();
  auto bytes = one.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  return asio::ip::address_v6(bytes).to_string();
}

ServerCore::ServerCore(Router r, Limits l, int threads, std::shared_ptr<const Perimeter> p)
    : router(std::move(r)), limits(std::move(l)), perimeter(std::move(p)), io(threads), proxies_(limits.proxies) {}

std::uint16_t ServerCore::listen(const std::string& host, std::uint16_t port) try {
  tcp::resolver resolver(io);
  const auto resolved = resolver.resolve(host, std::to_string(port), tcp::resolver::passive);
  const tcp::endpoint endpoint = *resolved.begin();
  acceptor.open(endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  acceptor.bind(endpoint);
  acceptor.listen();
  acceptor.non_blocking(true);
  return acceptor.local_endpoint().port();
} catch (const boost::system::system_error& error) {
  throw std::runtime_error("http: cannot listen on " + host + ":" + std::to_string(port) + ": " +
                           error.code().message() + "; free the port or configure another host and port");
}

std::shared_ptr<Connection> ServerCore::admit(const std::shared_ptr<ServerCore>& self, Socket socket) {
  error_code gone;
  const auto peer = socket.remote_endpoint(gone);
  if (gone) return nullptr;
  const auto source = source_of(peer.address());
  std::shared_ptr<Connection> own, connection;  // whoever is the last to hold one must not have the mutex
  const std::lock_guard lock(mutex_);
  if (stopping) return nullptr;
  const bool over = is_over(source, peer.address());
  if (over) own = first_to_go(&source);
  if (own) own->yield();
  connection = std::make_shared<Connection>(self, std::move(socket), source, over && !own);
  connections_[connection.get()] = connection;
  ++per_source_[source];
  return connection;
}

bool ServerCore::is_over(const std::string& source, const asio::ip::address& peer) const {
  const auto found = per_source_.find(source);
  return found != per_source_.end() && found->second >= limits.per_address && !proxies_.contains(peer.to_string());
}

void ServerCore::leave(Connection* connection) {
  {
    const std::lock_guard lock(mutex_);
    if (connections_.erase(connection) == 0) return;
    const auto of = per_source_.find(connection->source());
    if (--of->second == 0) per_source_.erase(of);
    left_.notify_all();
  }
  room_may_be_had();
}

bool ServerCore::full() {
  const std::lock_guard lock(mutex_);
  return connections_.size() >= limits.connections;
}

bool ServerCore::make_room() {
  std::shared_ptr<Connection> first;  // not to be let go with the mutex
  const std::lock_guard lock(mutex_);
  first = first_to_go(nullptr);
  if (first) first->yield();
  return first != nullptr;
}

// With the mutex held. A walk over all: it is only done when a client waits, and costs little beside taking that client in.
std::shared_ptr<Connection> ServerCore::first_to_go(const std::string* source) const {
  auto first = connections_.end();
  auto least = Turn::never();
  const auto now = SteadyClock::now();
  for (auto at = connections_.begin(); at != connections_.end(); ++at) {
    const auto turn = at->first->turn();
    if (!turn.is_before(least) || !turn.has_come(now) || (source && at->first->source() != *source)) continue;
    first = at;
    least = turn;
  }
  return first == connections_.end() ? nullptr : first->second.lock();
}

Task<void> ServerCore::wait_for_room() {
  error_code woken;
  room_.expires_after(kAcceptPause);
  wanted_ = true;
  co_await room_.async_wait(asio::redirect_error(kAwait, woken));
  wanted_ = false;
}

void ServerCore::room_may_be_had() {
  if (!wanted_.load(std::memory_order_relaxed) || !wanted_.exchange(false)) return;
  asio::post(acceptor.get_executor(), [this] { room_.cancel(); });
}

bool ServerCore::open_stream() {
  if (++streams_ <= limits.streams) return true;
  --streams_;
  return false;
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

Server::Server(Router router, std::string host, std::uint16_t port, Limits limits, int threads,
               std::shared_ptr<const Perimeter> perimeter)
    : core_(std::make_shared<ServerCore>(std::move(router), std::move(limits), threads, std::move(perimeter))) {
  port_ = core_->listen(host, port);
  asio::co_spawn(core_->acceptor.get_executor(), accept_all(core_), asio::detached);
  for (int i = 0; i < threads; ++i) threads_.emplace_back("http", [core = core_.get()] { core->io.run(); });
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
  // What we posted to connections that ended meanwhile holds them, and they hold us.
  core_->io.restart();
  core_->io.poll();
  // Handlers own what they call; it goes here, not on the thread of a late responder.
  core_->router = Router();
  core_->observe(nullptr);
}

}  // namespace comptoir::http
