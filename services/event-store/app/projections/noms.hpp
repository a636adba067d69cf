// The materialised projections by name, with the version of their logic: raise it when the same events would give other
// rows, or other tables. The program then builds the new ones by itself, beside the old.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace comptoir::event_store::projections {

struct Nom {
  std::string_view nom;
  std::int64_t version;
};

inline constexpr Nom kCommandes{"commandes", 2}, kSagas{"sagas", 3}, kVentes{"ventes", 2}, kStock{"stock", 2},
    kSoldes{"soldes", 2};
inline constexpr Nom kProjections[] = {kCommandes, kSagas, kVentes, kStock, kSoldes};

inline bool est_projection(std::string_view nom) {
  return std::any_of(std::begin(kProjections), std::end(kProjections), [&](const Nom& n) { return n.nom == nom; });
}

/// The PostgreSQL schema that holds the tables of one building of a projection.
inline std::string schema_de(std::string_view nom, std::int64_t generation) {
  return "projection_" + std::string(nom) + "_" + std::to_string(generation);
}

}  // namespace comptoir::event_store::projections
