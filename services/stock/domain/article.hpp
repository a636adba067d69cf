// One product in one store: what is there, what of it is promised, and where it came from.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace comptoir::stock {

struct Cle {
  std::int64_t magasin_id = 0, produit_id = 0;
  auto operator<=>(const Cle&) const = default;
};

/// Invariants: 0 <= reserve <= physique and physique = recu + ajuste - sorti.
struct Article {
  std::int64_t physique = 0, reserve = 0;
  std::int64_t recu = 0, sorti = 0, ajuste = 0;
  std::int64_t disponible() const { return physique - reserve; }
  bool operator==(const Article&) const = default;
};

void recevoir(Article&, std::int64_t quantite);
/// False, and nothing changed, when less than the reserved quantity would be left.
bool ajuster(Article&, std::int64_t delta);
/// The caller has seen that `quantite` is available.
void reserver(Article&, std::int64_t quantite);
void liberer(Article&, std::int64_t quantite);
/// What was reserved leaves the store.
void sortir(Article&, std::int64_t quantite);

}  // namespace comptoir::stock

template <>
struct std::hash<comptoir::stock::Cle> {
  std::size_t operator()(const comptoir::stock::Cle& c) const noexcept {
    const auto mixed = static_cast<std::uint64_t>(c.magasin_id) * 0x9E3779B97F4A7C15u;
    return (mixed ^ static_cast<std::uint64_t>(c.produit_id)) * 0xD6E8FEB86659FD93u >> 7;
  }
};
