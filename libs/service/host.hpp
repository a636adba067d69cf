// A running service: a room, its worker, its readers, its HTTP paths.
#pragma once
#include <memory>

#include "libs/http/router.hpp"
#include "libs/postgres/pool.hpp"
#include "libs/service/room.hpp"
#include "libs/service/worker.hpp"

namespace comptoir::service {

class Host {
 public:
  /// `readers`: threads, and connections, that answer queries. `handover`: of all hosts of this process, none of which
  /// has started.
  Host(std::unique_ptr<Room>, WorkerSettings, std::size_t readers, Handover& handover, Clock&, IdSource&,
       metrics::Registry&);
  ~Host();
  /// `producer_urls`: base URL of the service that emits each stream the room consumes.
  /// `witness_url`: of the event store.
  void start(std::map<std::string, std::string> producer_urls, std::string witness_url);
  void stop();
  /// The room's own paths, `/internal/journal/{stream}` of what it emits, `/internal/etat/{service}`, `/internal/lettres/{service}`.
  http::Router router();
  /// Brings the service's series up to date. One thread at a time.
  void measure();
  bool ready() const { return worker_.state().owner; }
  std::string name() const { return room_->name(); }
  std::vector<std::string> consumes() const { return room_->consumes(); }

 private:
  class Paths;
  struct Readers;
  World world(Handover&, Clock&, IdSource&);
  http::Response journal_page(const http::Request&, postgres::Connection&, const std::string& stream) const;
  http::Response state_page(postgres::Connection&) const;

  std::unique_ptr<Room> room_;
  WorkerSettings settings_;
  TraceOutlet traces_;
  Ground ground_;
  std::map<std::string, std::string> producer_urls_;
  std::string witness_url_;
  Tempo tempo_;
  metrics::Registry& metrics_;
  postgres::Pool pool_;
  std::unique_ptr<Readers> readers_;
  Worker worker_;
};

}  // namespace comptoir::service
