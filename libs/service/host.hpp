// A running service: its room and worker, one of each per partition, its readers, its HTTP paths.
#pragma once
#include <memory>
#include <thread>

#include "libs/base/guarded_thread.hpp"
#include "libs/http/router.hpp"
#include "libs/postgres/pool.hpp"
#include "libs/service/room.hpp"
#include "libs/service/to_owner.hpp"
#include "libs/service/worker.hpp"

namespace comptoir::service {

struct HostSettings {
  std::string conninfo;  ///< of the service's database
  redis::Address redis;
  bus::Seal seal;                     ///< of entries on the streams, the same for all services
  std::size_t readers = 1;            ///< threads, and connections, that answer queries
  std::chrono::milliseconds lease{};  ///< an instance that is silent for so long loses its partition to another
  int partitions = 1;                 ///< over which the system's clients are spread
  std::string relay_proof = "1";      ///< by which instances of this service know what they send each other
  std::chrono::days answers{30};      ///< for so long the answer to an idempotency key is kept
  WorkerSettings worker{};            ///< of each; its partition is set here
};

/// Base URLs of the others, and of this instance as others reach it.
struct Neighbours {
  std::map<std::string, std::string> producers;  ///< by stream, with its partition
  std::string event_store, self;
};

class Host {
 public:
  /// As many as workers_of() says, alike: the first one has the paths.
  using Rooms = std::vector<std::unique_ptr<Room>>;
  /// `handover`: of all hosts of this process, none of which has started.
  Host(Rooms, HostSettings, Handover& handover, Clock&, IdSource&, metrics::Registry&);
  ~Host();
  void start(Neighbours);
  void stop();
  /// The room's own paths, `/internal/journal/{stream}` of what it emits, `/internal/etat/{service}`, `/internal/lettres/{service}`.
  http::Router router();
  /// Brings the service's series up to date. One thread at a time.
  void measure();
  /// Each of its partitions is written: here, or by another instance where there are several to share.
  bool ready() const;
  /// Why it does not write, and what to do; empty when nothing is in the way.
  std::string refusal() const { return state().refusal; }
  std::string name() const { return room().name(); }
  /// Sessions with PostgreSQL and Redis, at most.
  std::size_t sessions() const;
  std::size_t workers() const { return workers_.size(); }

 private:
  class Paths;
  struct Readers;
  World world(int partition, Handover&, Clock&, IdSource&);
  Room& room() const { return *rooms_.front(); }
  WorkerState state() const;
  std::vector<std::string> journals() const { return bus::streams_of(room().emits(), settings_.partitions); }
  Worker& worker_for(const Delivery&, const http::Request&);
  bool goes_elsewhere(const Worker&, const http::Request&, const http::Responder&);
  void ask(const Routes::Query&, http::Request, http::Responder);
  void look(const Routes::Query&, const http::Request&, const http::Responder&);
  void forget_answers(std::stop_token);
  void submit(journal::ActRequest, const http::Request&, const http::Responder&);
  http::Response journal_page(const http::Request&, postgres::Connection&, const std::string& stream) const;
  http::Response state_page(postgres::Connection&) const;

  Rooms rooms_;  ///< by partition, as their workers
  HostSettings settings_;
  TraceOutlet traces_;
  Ground ground_;
  Neighbours neighbours_;
  ToOwner to_owner_;
  Tempo tempo_;
  metrics::Registry& metrics_;
  postgres::Pool pool_;
  std::unique_ptr<Readers> readers_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<std::uint64_t> turn_ = 0;  ///< of who takes what any partition may
  GuardedThread forgetting_;
};

}  // namespace comptoir::service
