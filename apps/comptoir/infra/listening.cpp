#include "apps/comptoir/infra/listening.hpp"

#include <netdb.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <sstream>

#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/infra/process.hpp"
#include "libs/base/error.hpp"

namespace comptoir::infra {
namespace fs = std::filesystem;
namespace {

constexpr const char* kListens = "0A";  // the state, in /proc/net/tcp

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Addresses resolve(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_flags = AI_PASSIVE;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found); error != 0)
    throw Permanent("`http.host` : l'adresse de " + host + " est introuvable (" + gai_strerror(error) +
                    "). Donnez une adresse de cette machine, 127.0.0.1 ou 0.0.0.0.");
  return {found, freeaddrinfo};
}

/// As the server will: 0, or errno.
int try_to_listen(const addrinfo& address) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const int error = bind(fd, address.ai_addr, address.ai_addrlen) == 0 && listen(fd, 1) == 0 ? 0 : errno;
  close(fd);
  return error;
}

/// "socket:[12345]" of whoever listens on the port; empty when nobody does.
std::string socket_on(std::uint16_t port) {
  for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::istringstream lines(read_text(table).value_or(""));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream fields(line);
      std::string slot, local, remote, state, queues, timer, retries, uid, timeout, inode;
      fields >> slot >> local >> remote >> state >> queues >> timer >> retries >> uid >> timeout >> inode;
      const auto colon = local.rfind(':');
      if (state == kListens && colon != local.npos && std::stoul(local.substr(colon + 1), nullptr, 16) == port)
        return "socket:[" + inode + "]";
    }
  }
  return "";
}

bool has_open(const fs::path& process, const std::string& socket) {
  std::error_code error;
  for (fs::directory_iterator fd(process / "fd", error), end; !error && fd != end; fd.increment(error)) {
    std::error_code gone;
    if (fs::read_symlink(fd->path(), gone).native() == socket) return true;
  }
  return false;
}

/// " par le processus 12 (nginx)"; empty where it cannot be seen.
std::string holder_of(std::uint16_t port) {
  const auto socket = socket_on(port);
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !socket.empty() && !error && entry != end;
       entry.increment(error)) {
    const auto pid = static_cast<pid_t>(std::atoi(entry->path().filename().c_str()));
    if (pid > 0 && has_open(entry->path(), socket))
      return " par le processus " + std::to_string(pid) + " (" + name_of(pid) + ")";
  }
  return "";
}

}  // namespace

void require_free(const std::string& host, std::uint16_t port) {
  const int error = try_to_listen(*resolve(host, port));
  if (error == 0) return;
  const auto place = "port " + std::to_string(port) + " de " + host;
  if (error == EADDRINUSE)
    throw Retryable("le " + place + " est déjà pris" + holder_of(port) +
                    ". Libérez-le, ou donnez-en un autre : --port N, ou --port 0 pour un port libre.");
  if (error == EACCES)
    throw Permanent("le " + place + " est réservé à root. Donnez-en un au-dessus de 1023 : --port 8090.");
  throw Permanent("impossible d'écouter sur le " + place + " : " + std::strerror(error) +
                  ". Donnez avec `http.host` une adresse de cette machine, 127.0.0.1 ou 0.0.0.0.");
}

}  // namespace comptoir::infra
