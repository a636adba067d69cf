// A store and what may happen to it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace comptoir::magasins {

inline constexpr std::size_t kMaxNom = 120;  ///< bytes

struct Magasin {
  std::int64_t id = 0;
  std::string nom;
  bool ouvert = true;
  bool operator==(const Magasin&) const = default;
};

enum class Fait { cree, modifie, ferme, rouvert };
enum class Refus { inconnu, nom_pris };

/// The store afterwards, and the fact to tell; no fact when nothing changed.
struct Effet {
  Magasin apres;
  std::optional<Fait> fait;
};
using Decision = std::variant<Effet, Refus>;

/// Whether the name is another store's is for the caller to know.
Effet renommer(const Magasin&, const std::string& nom);
Effet fermer(const Magasin&);
Effet rouvrir(const Magasin&);

}  // namespace comptoir::magasins
