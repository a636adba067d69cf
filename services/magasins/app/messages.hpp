// What one can ask of the stores. Values are within their limits already: the edge saw to it.
#pragma once
#include <cstdint>
#include <string>
#include <variant>

namespace comptoir::magasins {

struct CreerMagasin {
  std::string nom;
};
struct RenommerMagasin {
  std::int64_t magasin_id = 0;
  std::string nom;
};
struct FermerMagasin {
  std::int64_t magasin_id = 0;
};
struct RouvrirMagasin {
  std::int64_t magasin_id = 0;
};

using Message = std::variant<CreerMagasin, RenommerMagasin, FermerMagasin, RouvrirMagasin>;

}  // namespace comptoir::magasins
