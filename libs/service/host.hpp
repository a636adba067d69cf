// A running service: a room, its worker, its readers, its HTTP paths.
#pragma once
#include <memory>

#include "libs/http/router.hpp"
#include "libs/postgres/pool.hpp"
#include "libs/service/room.hpp"
#include "libs/service/to_owner.hpp"
#include "libs/service/worker.hpp"

namespace comptoir::service {

struct HostSettings {
  std::string conninfo;  ///< of the service's database
  redis::Address redis;
  std::size_t readers = 1;            ///< threads, and connections, that answer queries
  std::chrono::milliseconds lease{};  ///< an instance that is silent for so long loses its partition to another
  WorkerSettings worker{};
};

/// Base URLs of the others, and of this instance as others reach it.
struct Neighbours {
  std::map<std::string, std::string> producers;  ///< by stream
  std::string event_store, self;
};

class Host {
 public:
  /// `handover`: of all hosts of this process, none of which has started.
  Host(std::unique_ptr<Room>, HostSettings, Handover& handover, Clock&, IdSource&, metrics::Registry&);
  ~Host();
  void start(Neighbours);
  void stop();
  /// The room's own paths, `/internal/journal/{stream}` of what it emits, `/internal/etat/{service}`, `/internal/lettres/{service}`.
  http::Router router();
  /// Brings the service's series up to date. One thread at a time.
  void measure();
  bool ready() const { return worker_.state().owner; }
  /// Why it does not write, and what to do; empty when nothing is in the way.
  std::string refusal() const { return worker_.state().refusal; }
  std::string name() const { return room_->name(); }
  std::vector<std::string> consumes() const { return room_->consumes(); }

 private:
  class Paths;
  struct Readers;
  World world(Handover&, Clock&, IdSource&);
  bool goes_elsewhere(const http::Request&, const http::Responder&);
  http::Response journal_page(const http::Request&, postgres::Connection&, const std::string& stream) const;
  http::Response state_page(postgres::Connection&) const;

  std::unique_ptr<Room> room_;
  HostSettings settings_;
  TraceOutlet traces_;
  Ground ground_;
  Neighbours neighbours_;
  ToOwner to_owner_;
  Tempo tempo_;
  metrics::Registry& metrics_;
  postgres::Pool pool_;
  std::unique_ptr<Readers> readers_;
  Worker worker_;
};

}  // namespace comptoir::service
