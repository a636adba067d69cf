#include "apps/comptoir/infra/surroundings.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "libs/config/config.hpp"

namespace comptoir::infra {
namespace {

constexpr mode_t kWritableByOthers = 022, kOfOurselves = 0700;
constexpr const char* kDefaultPath = "/usr/local/bin:/usr/bin:/bin";

/// All of them, not those that today's libpq knows: PostgreSQL names its variables so, and we have none of that name.
void forget_libpq() {
  for (const auto& [name, value] : process_environment())
    if (name.starts_with("PG")) unsetenv(name.c_str());
}

void own_standard_files() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(fd, F_GETFD) < 0) [[maybe_unused]]
      const int same = open("/dev/null", O_RDWR);  // the lowest that is free
}

void widen_umask() {
  const auto found = umask(kWritableByOthers);
  if (geteuid() != 0) umask((found & ~kOfOurselves) | kWritableByOthers);
}

}  // namespace

void settle() {
  own_standard_files();
  forget_libpq();
  widen_umask();
}

std::map<std::string, std::string> environment_for_others() {
  std::map<std::string, std::string> kept = {
      {"PATH", kDefaultPath}, {"HOME", "/nonexistent"}, {"LANG", "C"}, {"LC_ALL", "C"}, {"TZ", "UTC"}};
  for (const auto& [name, value] : process_environment())
    if (name == "PATH" || name.starts_with("LD_") || name.ends_with("SAN_OPTIONS")) kept[name] = value;
  return kept;
}

}  // namespace comptoir::infra
