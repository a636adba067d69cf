#include "services/client/adapters/partition.hpp"

#include "libs/base/ids.hpp"
#include "libs/service/partitions.hpp"

namespace comptoir::client {
namespace {

struct ClientDe {
  using Number = std::optional<std::uint64_t>;
  Number operator()(const CreerClient& m) const {
    return m.reference ? Number(service::number_of(sha256_hex(*m.reference))) : std::nullopt;
  }
  Number operator()(const auto& m) const { return static_cast<std::uint64_t>(m.client_id); }
};

}  // namespace

std::optional<std::uint64_t> partition_key(const Message& message) { return std::visit(ClientDe{}, message); }

}  // namespace comptoir::client
