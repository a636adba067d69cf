// An HTTP/1.1 server: keep-alive, pipelined answers in order, every size and every wait bounded.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/guarded_thread.hpp"
#include "libs/http/message.hpp"
#include "libs/http/perimeter.hpp"
#include "libs/http/router.hpp"

namespace comptoir::http {

/// Over a limit the client is answered: head 431, body 413, slow 408, slow handler 503, streams 503, connections of one address
/// 503. Times are kept to the quarter of the shortest of them, or to one second.
/// With all connections taken nobody is accepted, and who comes waits in the system's queue. Room is made for him by closing
/// whoever waits for nothing from us: first those that have not sent a whole request yet, then those between two requests, then
/// those that stand still in one, the oldest of each first. An address at its own limit makes room among its own likewise.
struct Limits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t body_bytes = 1024 * 1024;
  std::chrono::milliseconds head_time{10'000}, body_time{10'000};
  std::chrono::milliseconds idle_time{
      60'000};  ///< between two requests; before the first, head_time if that is shorter
  std::chrono::milliseconds write_time{60'000};  ///< for the client to take an answer, or one piece of a stream
  std::chrono::milliseconds handler_time{30'000};
  std::chrono::milliseconds stream_time{120'000};  ///< between two pieces of a stream: its source gives signs of life
  std::size_t connections = 4096;
  std::size_t per_address = 4096;  ///< an IPv6 network of 64 bits is one address
  std::size_t streams = 4096;      ///< of the connections
  std::string proxies;             ///< Trusted: they stand for many clients, and per_address is not for them
};

class ServerCore;

class Server {
 public:
  using Observer = std::function<void(const Request&, int status, std::chrono::microseconds)>;

  /// Listens and serves from here on; port 0 takes a free one. Throws std::runtime_error when it cannot listen.
  /// Handlers run on the server's threads: whoever must wait responds later from another thread.
  /// A handler that throws before it responds has answered 500.
  /// Without a perimeter, any host and any origin may ask for anything, with bodies of any type.
  Server(Router router, std::string host, std::uint16_t port, Limits limits = {}, int threads = 1,
         std::shared_ptr<const Perimeter> perimeter = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

  /// Stops accepting, closes idle connections, cuts streams, lets running requests finish up to the grace, then cuts them.
  /// Idempotent; not to be called from a handler.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

  /// Called on a server thread once per routed request, when its answer is known.
  /// The request has method, path, target and route; body, params, query and headers went to the handler.
  void set_observer(Observer observer);

 private:
  std::shared_ptr<ServerCore> core_;
  std::vector<GuardedThread> threads_;
  std::uint16_t port_ = 0;
};

}  // namespace comptoir::http
