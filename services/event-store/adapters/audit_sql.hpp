// Reads the log as its auditor: every hash computed anew, every place counted.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>

#include "libs/postgres/connection.hpp"

namespace comptoir::event_store {

struct Anomalie {
  std::int64_t position = 0;  ///< the first one that is wrong
  std::string raison;
};

struct Audit {
  std::int64_t de = 1, a = 0;  ///< positions read, both included; a < de: none
  std::int64_t evenements = 0;
  std::int64_t tetes = 0;  ///< signed heads that were compared
  std::string hash;        ///< of the last event read, hexadecimal
  std::optional<Anomalie> anomalie;
};

/// What the chain does not say: each aggregate's versions are dense, each id stands once. Nothing when it is so.
std::optional<Anomalie> compter(postgres::Connection&);

/// Reads positions `de` to `a` (the head when absent) in one snapshot, in bounded memory. From 1 the chain is followed
/// from its beginning; from elsewhere the hash before `de` is taken as true. When the whole log is read, versions and
/// ids are counted too. Heads signed in `tetes` (empty: none) are compared. `progress(done, total)` is called now and
/// then. Stops at the first anomaly.
Audit auditer(postgres::Connection&, std::int64_t de, std::optional<std::int64_t> a, const std::filesystem::path& tetes,
              const std::function<void(std::int64_t, std::int64_t)>& progress);

}  // namespace comptoir::event_store
