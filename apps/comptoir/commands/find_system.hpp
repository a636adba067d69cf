// Where the running system is: for every verb that talks to one.
#pragma once
#include <optional>
#include <string>

#include "apps/comptoir/infra/data_dir.hpp"
#include "libs/config/config.hpp"

namespace comptoir {

/// `where`: a data folder, empty for the default one, or "http://…" of a system that runs elsewhere (pid 0, no sockets, every
/// service at that address). Nothing when no ready system is in that folder.
std::optional<infra::Running> find_system(const std::string& where = {});

/// The same for a verb that cannot do without: when there is none, it is said on stderr; exit with kNothingRuns.
std::optional<infra::Running> require_system(const std::string& where);

/// Where a running embedded system keeps its databases and its signed heads.
Config config_of(const infra::Running& system);

}  // namespace comptoir
