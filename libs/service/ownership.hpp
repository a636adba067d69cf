// Who may write a partition of a service's database: the one session that holds its owner lock, until that session ends.
#pragma once
#include <chrono>
#include <vector>

#include "libs/postgres/connection.hpp"

namespace comptoir::service {

/// True when this session has become the owner. It then bears this name, by which others find it; its own when empty.
bool try_own(postgres::Connection&, int partition = 0, const std::string& name = {});

/// The name that the owner's session bears; empty when there is none.
std::string owner(postgres::Connection&, int partition = 0);

/// The session bears this name from now on.
void take_name(postgres::Connection&, const std::string& name);

/// URLs that sessions of this database bear which were heard of within `silence`. A session that waits in a statement counts.
std::vector<std::string> instances(postgres::Connection&, std::chrono::milliseconds silence);

/// Becomes the owner of all partitions whoever is: the owners' sessions are ended, their batches rolled back, and their
/// workers stand by until we let go. `application`: sessions of this name are not ended. Throws Retryable when one of them is
/// an owner, or when the locks are not had in time.
void take_over(postgres::Connection&, int partitions, std::string_view application);

}  // namespace comptoir::service
