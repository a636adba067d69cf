#include "apps/comptoir/bench/drive/socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "libs/base/error.hpp"

namespace comptoir::bench {
namespace {

constexpr std::size_t kPiece = 64 * 1024;
constexpr int kSendBuffer = 1024 * 1024;  // asked for; the system gives what it allows

int connected(const http::Url& url) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(url.host.c_str(), std::to_string(url.port).c_str(), &hints, &found) != 0)
    throw Retryable("adresse introuvable : " + url.host);
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int result = connect(fd, found->ai_addr, found->ai_addrlen);
  freeaddrinfo(found);
  if (result == 0) return fd;
  close(fd);
  throw Retryable("connexion refusée par " + url.host + ':' + std::to_string(url.port) + " : " + std::strerror(errno));
}

}  // namespace

Socket::Socket(const http::Url& url) : fd_(connected(url)) {
  const int yes = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
}

Socket::~Socket() { close(fd_); }

bool Socket::send(std::string_view bytes) {
  const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return false;
  if (sent != static_cast<ssize_t>(bytes.size())) throw Retryable("une requête n'entre pas dans le tampon du noyau");
  return true;
}

bool Socket::receive(std::string& into) {
  char piece[kPiece];
  for (;;) {
    const auto got = recv(fd_, piece, sizeof piece, 0);
    if (got > 0) into.append(piece, static_cast<std::size_t>(got));
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got < static_cast<ssize_t>(sizeof piece)) return true;
  }
}

}  // namespace comptoir::bench
