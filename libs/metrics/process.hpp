// What every process says of itself, by the names that Prometheus knows (process_*), and of a folder's disk.
#pragma once
#include <filesystem>

#include "libs/metrics/registry.hpp"

namespace comptoir::metrics {

/// Brings process_* up to date from /proc. Call it before text(). Thread-safe.
void measure_process(Registry&);

/// comptoir_disque_libre_bytes and comptoir_disque_taille_bytes of the disk that holds `folder`; nothing when it cannot
/// be asked.
void measure_disk(Registry&, const std::filesystem::path& folder);

}  // namespace comptoir::metrics
