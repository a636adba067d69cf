// What the connections of one server share. Thread-safe but for `router`, which is only read while it runs.
#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "libs/http/server.hpp"
#include "libs/http/sockets.hpp"

namespace comptoir::http {

class Connection;

class ServerCore {
 public:
  ServerCore(Router r, Limits l, int threads, std::shared_ptr<const Perimeter> p)
      : router(std::move(r)), limits(l), perimeter(std::move(p)), io(threads) {}

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
  const std::shared_ptr<const Perimeter> perimeter;
  asio::io_context io;
  Acceptor acceptor{asio::make_strand(io)};
  std::atomic<bool> stopping = false;

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> connections_;
  Server::Observer observer_;
};

}  // namespace comptoir::http
