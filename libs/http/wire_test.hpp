// A raw client for the tests of this room.
#pragma once
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace comptoir::http {

// Bytes on a socket, for what a well-behaved client cannot say.
class Wire {
 public:
  explicit Wire(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  ~Wire() { ::close(fd_); }
  Wire(const Wire&) = delete;

  void send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// The head of an answer and no byte more, however soon its body follows.
  std::string read_head() {
    std::string text;
    for (char byte; !text.ends_with("\r\n\r\n") && ::recv(fd_, &byte, 1, 0) == 1;) text += byte;
    return text;
  }

  /// Until the text has the ending, or the server closes.
  std::string read(std::string_view ending = "\r\n\r\nnever") {
    std::string text;
    char bytes[4096];
    while (!text.ends_with(ending)) {
      const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
      if (got <= 0) break;
      text.append(bytes, static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  int fd_;
};

}  // namespace comptoir::http
