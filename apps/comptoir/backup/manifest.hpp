#pragma once
#include <string>

#include "apps/comptoir/backup/backup.hpp"

namespace comptoir::backup {

inline constexpr const char* kManifestFile = "sauvegarde.json";

/// What read_manifest() reads, and what `--json` prints.
std::string to_json(const Manifest&);

}  // namespace comptoir::backup
