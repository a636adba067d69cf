// What a process is born with (variables, descriptors, umask), and what of it may govern us and our children.
#pragma once
#include <map>
#include <string>

namespace comptoir::infra {

/// For the very start of main, before any thread: takes libpq's variables (PG…) out, because every connection says all it needs;
/// gives 0, 1 and 2 to /dev/null where they are closed, lest a database's socket become our standard output; keeps from the
/// umask what would close our files to ourselves, or to the user who runs the databases, and what would open them to all.
void settle();

/// What a program of others (PostgreSQL, Redis, Prometheus) starts with: PATH, the loader's variables, and fixed values.
std::map<std::string, std::string> environment_for_others();

}  // namespace comptoir::infra
