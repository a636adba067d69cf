// A loopback TCP socket that never blocks the loop of the generator.
#pragma once
#include <string>
#include <string_view>

#include "libs/http/client.hpp"

namespace comptoir::bench {

class Socket {
 public:
  /// Throws Retryable when nobody listens there.
  explicit Socket(const http::Url&);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int fd() const { return fd_; }
  /// False when the other end has closed. Throws Retryable when it takes less than the whole: requests are far smaller than
  /// a socket's buffer.
  bool send(std::string_view bytes);
  /// Appends what has come. False when the other end has closed.
  bool receive(std::string& into);

 private:
  int fd_;
};

}  // namespace comptoir::bench
