// A service process: the hosted services behind one HTTP server.
#pragma once
#include "apps/comptoir/observatoire/observatoire.hpp"
#include "apps/comptoir/serve/module.hpp"
#include "apps/comptoir/serve/perimeter.hpp"
#include "libs/http/server.hpp"
#include "libs/postgres/lookout.hpp"

namespace comptoir::serve {

class System {
 public:
  explicit System(Config config);
  ~System() { stop(); }
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  /// Listens, then starts the services; /pret answers 503 until all are ready. Throws when the port is taken or a service cannot start.
  void start();
  /// Returns when every service is ready; throws Retryable when `patience` runs out, and earlier when each that is not has said
  /// why it does not write: with their reasons; StopAsked when we are to stop.
  void wait_ready(std::chrono::seconds patience) const;
  /// "http://127.0.0.1:8090", once started.
  std::string url() const;
  /// Answers what it has accepted, finishes the batches. Idempotent.
  void stop();

 private:
  /// Descriptors for all but connections of clients.
  std::size_t reserve() const;
  http::Router routes();
  http::Response readiness() const;
  std::vector<const Module*> not_ready() const;
  http::Response measures();
  bool whole() const { return modules_.size() == std::size(kServices); }

  Config config_;
  std::shared_ptr<const http::Perimeter> perimeter_;
  postgres::Lookout lookout_;
  std::unique_ptr<traces::Tracer> tracer_;  ///< only where a collector is configured
  std::vector<std::unique_ptr<Module>> modules_;
  observatoire::Observatoire observatoire_;  ///< only where all services are
  std::unique_ptr<http::Server> server_;
  std::mutex measuring_;
  std::atomic<bool> started_ = false;
};

/// Where a client on this machine reaches a server that listens on `host`, "::1" and "::" included.
std::string local_url(const std::string& host, std::uint16_t port);

}  // namespace comptoir::serve
