#include "services/panier/adapters/partition.hpp"

#include "libs/service/partitions.hpp"

namespace comptoir::panier {
namespace {

struct ClientDe {
  std::uint64_t operator()(const DemanderAnnulation& m) const { return service::number_of(m.commande_id); }
  std::uint64_t operator()(const ProduitConnu&) const { return 0; }
  std::uint64_t operator()(const MagasinConnu&) const { return 0; }
  std::uint64_t operator()(const ClientConnu& m) const { return static_cast<std::uint64_t>(m.client_id); }
  std::uint64_t operator()(const auto& m) const { return static_cast<std::uint64_t>(m.cle.client_id); }
};

}  // namespace

std::optional<std::uint64_t> partition_key(const Message& message) { return std::visit(ClientDe{}, message); }

}  // namespace comptoir::panier
