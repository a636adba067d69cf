// PostgreSQL's tools ask for the name of who runs them. Here one is made for a user who has none.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "apps/comptoir/infra/user.hpp"

namespace comptoir::infra {

/// Variables for a child that runs as `user`, or as us: none where that user has a name, else what makes the loader give him one,
/// by a library that is written into `folder`, whose name has no space or colon.
std::map<std::string, std::string> name_for(const std::optional<User>& user, const std::filesystem::path& folder);

}  // namespace comptoir::infra
