// Which streams a room's worker writes and reads, and how the partitions are shared among instances.
//
// A room that emits a stream of clients' events has a worker per partition. It writes its partition of every stream, and reads
// the same partition of others' streams; what has no partitions is read by partition 0, for all. Any other room has one
// worker, which reads all partitions.
#pragma once
#include "libs/bus/streams.hpp"
#include "libs/service/room.hpp"

namespace comptoir::service {

bool is_partitioned(const Room&);
/// How many workers the room has where clients are spread over that many partitions.
int workers_of(const Room&, int partitions);

/// What the worker of that partition writes, and reads. Reference data first, as Room::consumes() has it.
std::vector<std::string> emitted(const Room&, bus::Partition);
std::vector<std::string> consumed(const Room&, bus::Partition);

/// The number that a command goes by, to give bus::partition_of_number(). What belongs nowhere in particular goes where its
/// idempotency key has always gone; nothing when it has none either: to each in turn.
std::optional<std::uint64_t> number_for(const Room&, const std::any& message, const std::string& key);

/// Which instance each partition goes to: as many to each, give or take one, whoever computes it; and no more of them move
/// than must when an instance comes or goes. `instances`: by their URLs, not empty.
std::vector<std::string> share_out(int partitions, std::vector<std::string> instances);

/// The ids of one partition: `next()` draws until the number at the end of the UUID is one of its own, so that an order's id
/// says its partition.
class IdsOfPartition final : public IdSource {
 public:
  IdsOfPartition(IdSource& ids, bus::Partition partition) : ids_(ids), partition_(partition) {}
  std::string next(Instant now) override;

 private:
  IdSource& ids_;
  bus::Partition partition_;
};

/// The number at the end of an id, to give bus::partition_of_number(); 0 when there is none.
std::uint64_t number_of(std::string_view id);

}  // namespace comptoir::service
