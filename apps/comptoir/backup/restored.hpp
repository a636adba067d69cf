// The proof of a restoration: the system is started, ends what was on its way, and is verified.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/comptoir/backup/backup.hpp"
#include "apps/comptoir/verify/report.hpp"

namespace comptoir::backup {

struct Restored {
  Manifest manifest;
  std::vector<std::string> missing;  ///< journals that end before what the manifest says
  verify::Report report;
  double seconds = 0;

  bool holds() const { return missing.empty() && report.at_rest && report.holds(); }
};

/// Starts `data_dir` on a free port, waits until every consumer has read all, verifies, stops. Throws Retryable.
Restored prove(const Manifest&, const std::filesystem::path& data_dir);

std::string to_json(const Restored&);
std::string to_text(const Restored&, const std::filesystem::path& data_dir);

}  // namespace comptoir::backup
