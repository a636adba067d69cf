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
  ServerCore(Router r, Limits l, int threads, std::shared_ptr<const Perimeter> p);

  std::uint16_t listen(const std::string& host, std::uint16_t port);
  /// Null when the client has left already, or the server stops.
  std::shared_ptr<Connection> admit(const std::shared_ptr<ServerCore>& self, Socket socket);
  void leave(Connection* connection);
  std::vector<std::shared_ptr<Connection>> connections();
  bool wait_until_empty(std::chrono::milliseconds time);
  Server::Observer observer();
  void observe(Server::Observer observer);

  bool full();
  /// Tells the connection that others may do without to close; false when there is none such.
  bool make_room();
  /// Until a connection has left, or one may be closed that could not be before, or some time has passed.
  Task<void> wait_for_room();
  /// From any thread: whoever waits for room looks again.
  void room_may_be_had();
  /// One of the places for streams; false when all are taken.
  bool open_stream();
  void close_stream() { --streams_; }

  Router router;
  const Limits limits;
  const std::shared_ptr<const Perimeter> perimeter;
  asio::io_context io;
  Acceptor acceptor{asio::make_strand(io)};
  std::atomic<bool> stopping = false;

 private:
  std::shared_ptr<Connection> first_to_go(const std::string* source) const;
  bool is_over(const std::string& source, const asio::ip::address& peer) const;

  std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> connections_;
  std::unordered_map<std::string, std::size_t> per_source_;
  const Trusted proxies_;
  std::atomic<std::size_t> streams_ = 0;
  Timer room_{acceptor.get_executor()};
  std::atomic<bool> wanted_ = false;  ///< somebody waits for room_
  Server::Observer observer_;
};

/// Whom a connection counts for: its address, of IPv6 the first 64 bits.
std::string source_of(const asio::ip::address& address);

}  // namespace comptoir::http
