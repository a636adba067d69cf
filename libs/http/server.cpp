#include "libs/http/server.hpp"

#include <stdexcept>

#include "libs/http/connection.hpp"

namespace comptoir::http {
namespace {

constexpr std::size_t kRefusals = 64;  // connections over the limit that still get their 503
constexpr std::chrono::milliseconds kAcceptPause{50};

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

Server::Server(Router router, std::string host, std::uint16_t port, Limits limits, int threads,
               std::shared_ptr<const Perimeter> perimeter)
    : core_(std::make_shared<ServerCore>(std::move(router), limits, threads, std::move(perimeter))) {
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
