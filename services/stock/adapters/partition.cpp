#include "services/stock/adapters/partition.hpp"

namespace comptoir::stock {
namespace {

struct MagasinDe {
  std::uint64_t operator()(const Recevoir& m) const { return static_cast<std::uint64_t>(m.magasin_id); }
  std::uint64_t operator()(const Ajuster& m) const { return static_cast<std::uint64_t>(m.magasin_id); }
  std::uint64_t operator()(const auto&) const { return 0; }
};

struct Verrou {
  using Magasin = std::optional<std::int64_t>;
  Magasin operator()(const ProduitConnu&) const { return {}; }
  Magasin operator()(const MagasinConnu&) const { return {}; }
  Magasin operator()(const CommandeCreee& m) const { return m.commande.magasin_id; }
  Magasin operator()(const CommandeFinie& m) const { return m.commande.magasin_id; }
  Magasin operator()(const Recevoir& m) const { return m.magasin_id; }
  Magasin operator()(const Ajuster& m) const { return m.magasin_id; }
  Magasin operator()(const Expirer& m) const { return m.magasin_id; }
};

}  // namespace

std::optional<std::uint64_t> partition_key(const Message& message) { return std::visit(MagasinDe{}, message); }
std::optional<std::int64_t> magasin_a_verrouiller(const Message& message) { return std::visit(Verrou{}, message); }

}  // namespace comptoir::stock
