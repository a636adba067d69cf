// The names of streams. A stream of clients' events may have partitions: a client's events are then all on one of them, which
// is a stream of its own, with a name and a journal of its own: `stock.evenements.2`.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir::bus {

/// One of the partitions that a system's clients are spread over; the same in every service.
struct Partition {
  int number = 0, of = 1;
};

/// Every stream of the contracts, and the service that emits it.
struct Emitter {
  std::string_view stream, service;
};
inline constexpr Emitter kEmitters[] = {{"produit.evenements", "produits"}, {"magasin.evenements", "magasins"},
                                        {"client.evenements", "client"},    {"paiement.evenements", "client"},
                                        {"stock.evenements", "stock"},      {"commande.evenements", "panier"},
                                        {"vente.evenements", "ventes"}};

/// True for the streams that have partitions where a system has any: those of the saga and of clients. The catalogue and
/// the stores are everybody's, and have one writer.
bool is_partitioned(std::string_view stream);

/// The stream that carries the events of `stream` which belong to that partition.
std::string stream_of(const std::string& stream, Partition);
/// All of them, each stream's partitions side by side.
std::vector<std::string> streams_of(const std::vector<std::string>& streams, int partitions);
/// The partition that a stream's name says; 0 where it says none.
int partition_of(std::string_view name);

/// The stream that this name is a partition of, or is.
std::string_view without_partition(std::string_view name);

/// The partition of what has that number: a client's id, say.
constexpr int partition_of_number(std::uint64_t number, int partitions) {
  return static_cast<int>(number % static_cast<std::uint64_t>(partitions));
}

}  // namespace comptoir::bus
