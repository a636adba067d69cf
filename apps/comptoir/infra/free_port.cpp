#include "apps/comptoir/infra/free_port.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include "libs/base/error.hpp"

namespace comptoir::infra {

std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t size = sizeof address;
  const bool found = bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  if (!found) throw Retryable("aucun port TCP libre sur cette machine");
  return ntohs(address.sin_port);
}

}  // namespace comptoir::infra
