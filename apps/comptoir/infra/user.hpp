// Who a child runs as. Root starts the program at most; it never runs a database.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace comptoir::infra {

struct User {
  uid_t uid;
  gid_t gid;
  std::string name;
};

/// Nothing when this process is not root already; else `postgres`, or `nobody` when the machine has no such user.
std::optional<User> unprivileged_user();

/// Becomes `user` for good, without any other group. For a process that is about to exec: async-signal-safe. False on failure.
bool become(const User& user);

/// True when `user` may go through `folder`, all its parents included.
bool can_enter(const User& user, const std::filesystem::path& folder);

/// Makes the folder (0700) if needed and gives it to `user`. Throws Permanent when it belongs to someone else.
void make_private_folder(const std::filesystem::path& folder, const std::optional<User>& user);

}  // namespace comptoir::infra
