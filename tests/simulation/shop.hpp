// The whole system in one thread: databases, Redis, one or two processes of each service, and the people who use it.
#pragma once
#include "libs/service/worker.hpp"
#include "tests/simulation/database.hpp"
#include "tests/simulation/redis_server.hpp"
#include "tests/simulation/rooms.hpp"
#include "tests/simulation/scenario.hpp"
#include "tests/simulation/script.hpp"

namespace comptoir::simulation {

/// A process of one service. What it is made of exists while it runs.
struct Process {
  Process(Database& d, int n, bool with_another)
      : database(d), number(n), shared(with_another), name(d.service() + '#' + std::to_string(n)) {}
  struct Part {
    std::unique_ptr<SimulatedRoom> room;
    std::unique_ptr<service::Worker> worker;
  };
  Database& database;
  int number;
  bool shared;  ///< there is another one
  std::string name;
  std::vector<Part> parts;  ///< by partition
  bool ending = false;      ///< it is being taken away, or has to go as soon as it runs again
  Tempo::Point standing_until{}, restart_at{};
  bool up() const { return !parts.empty(); }
  service::Worker& worker(int partition) const { return *parts.at(static_cast<std::size_t>(partition)).worker; }
  /// Whose letters those of that stream are.
  int part_of(const std::string& stream) const { return parts.size() == 1 ? 0 : bus::partition_of(stream); }
};

class Shop {
 public:
  Shop(Universe&, const Scenario&);
  ~Shop();

  void start(Process&);
  /// Its memory is gone. `power`: its database session is not closed by anybody.
  void end(Process&, bool power = false);
  Database& database(const std::string& service);
  Database& producer(const std::string& stream);
  /// The process that is called; null when none is up.
  Process* some_process(const std::string& service);
  /// Of the first client, the second, …; 0: it was not created yet.
  std::int64_t client_id(std::size_t client) const { return client_ids_.at(client); }

  RedisServer redis;
  std::vector<std::unique_ptr<Database>> databases;
  std::vector<std::unique_ptr<Process>> processes;
  std::vector<std::unique_ptr<Script>> people;  ///< the first one sets the shop up
  std::function<void(std::chrono::milliseconds)> at_sleep;

  /// Nothing is left to do: all orders have ended, everybody has read everything. Else what is left.
  std::string unfinished() const;

  static const std::vector<std::string> kServices;

 private:
  class Sleeper;
  class Journals;
  void hire();
  void set_up(Script&) const;
  void buy(Script&, std::size_t client) const;
  void keep(Script&) const;
  bool submit(const std::string& service, service::Delivery);
  void witness(const Ask&, const http::Response&);
  void know_client(const Ask&, const http::Response&);
  std::string unread(const Database&) const;
  std::string open_orders() const;
  service::World world(Process&, int partition);
  service::Handover& handover_of(const Process& p) { return handovers_.at(static_cast<std::size_t>(p.number)); }
  int part_for(const Process&, const service::Delivery&);
  service::Remembered remembered();

  Universe& universe_;
  const Scenario& scenario_;
  WallClock clock_;
  CountedIds ids_;
  std::unique_ptr<Sleeper> tempo_;
  /// By process number: the first ones of all services are one instance, the second ones another. They announce nothing where
  /// each service is a process of its own.
  std::array<service::Handover, 2> handovers_;
  service::WorkerSettings settings_;
  std::map<std::string, std::string> answered_;               ///< order by the key of its checkout
  std::map<std::string, std::string> producers_;              ///< service by stream
  std::map<std::string, std::vector<std::string>> consumed_;  ///< streams by service
  std::vector<std::int64_t> client_ids_;
  std::uint64_t turn_ = 0;  ///< of who takes what any partition may
};

/// A service's tables; empty ones before its first session.
template <class Tables>
Tables tables_of(const Database& d) {
  return d.rows.tables.has_value() ? std::any_cast<const Tables&>(d.rows.tables) : Tables{};
}

}  // namespace comptoir::simulation
