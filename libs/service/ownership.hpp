// Who may write a service's database: the one session that holds its owner lock, until that session ends.
#pragma once
#include "libs/postgres/connection.hpp"

namespace comptoir::service {

/// True when this session has become the owner. It then bears this name, by which others find it; its own when empty.
bool try_own(postgres::Connection&, const std::string& name = {});

/// The name that the owner's session bears; empty when there is none.
std::string owner(postgres::Connection&);

/// Becomes the owner whoever is: the owner's session is ended, its batch rolled back, and its worker stands by until we
/// let go. `application`: sessions of this name are not ended. Throws Retryable when one of them is the owner, or when
/// the lock is not had in time.
void take_over(postgres::Connection&, std::string_view application);

}  // namespace comptoir::service
