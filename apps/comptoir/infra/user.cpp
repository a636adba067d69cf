#include "apps/comptoir/infra/user.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "libs/base/error.hpp"

namespace comptoir::infra {

std::optional<User> unprivileged_user() {
  if (geteuid() != 0) return std::nullopt;
  for (const char* name : {"postgres", "nobody"})
    if (const passwd* entry = getpwnam(name)) return User{entry->pw_uid, entry->pw_gid, name};
  throw Permanent(
      "PostgreSQL refuse de tourner sous root, et cette machine n'a ni utilisateur postgres ni nobody. "
      "Lancez comptoir sous un utilisateur ordinaire.");
}

bool become(const User& user) { return setgroups(0, nullptr) == 0 && setgid(user.gid) == 0 && setuid(user.uid) == 0; }

bool can_enter(const User& user, const std::filesystem::path& folder) {
  const pid_t pid = fork();
  if (pid == 0) _exit(become(user) && access(folder.c_str(), X_OK) == 0 ? 0 : 1);
  int status = 1;
  return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

void make_private_folder(const std::filesystem::path& folder, const std::optional<User>& user) {
  if (mkdir(folder.c_str(), 0700) == 0 && user && chown(folder.c_str(), user->uid, user->gid) != 0)
    throw Permanent("impossible de donner " + folder.string() + " à " + user->name + " : " + std::strerror(errno));
  const uid_t expected = user ? user->uid : geteuid();
  struct stat s{};
  if (lstat(folder.c_str(), &s) != 0)
    throw Permanent("impossible de créer " + folder.string() + " : " + std::strerror(errno));
  if (!S_ISDIR(s.st_mode) || s.st_uid != expected)
    throw Permanent(folder.string() + " n'est pas un dossier de l'utilisateur n° " + std::to_string(expected) +
                    ". Lancez comptoir comme la première fois, ou choisissez un autre --data-dir.");
  if ((s.st_mode & 07777) != 0700 && chmod(folder.c_str(), 0700) != 0)
    throw Permanent("impossible de fermer " + folder.string() + " aux autres : " + std::strerror(errno));
}

}  // namespace comptoir::infra
