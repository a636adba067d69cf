// The services' rooms over tables in memory: their domain, their use cases, their events and answers are the real ones; only
// the lots' way in and out of a database is written anew.
#pragma once
#include <memory>

#include "libs/bus/streams.hpp"
#include "libs/service/room.hpp"
#include "services/client/app/lot.hpp"
#include "services/magasins/app/registre.hpp"
#include "services/panier/app/lot.hpp"
#include "services/produits/app/catalogue.hpp"
#include "services/stock/app/lot.hpp"
#include "services/ventes/app/lot.hpp"

namespace comptoir::simulation {

class Database;

class SimulatedRoom : public service::Room {
 public:
  SimulatedRoom(const Database& database, bus::Partition partition) : database_(database), partition_(partition) {}

  virtual std::any empty_tables() const = 0;
  /// The rows that a batch writes, to be written to the tables as they are then.
  using Save = std::function<void(std::any& tables)>;
  virtual Save apply_to(const std::any& tables, service::Batch&) = 0;
  /// Before anything is read, in order.
  virtual std::set<std::int64_t> stores_to_lock(const service::Batch&) const { return {}; }
  virtual std::vector<std::any> due_of(const std::any&, Instant) { return {}; }
  virtual void owned_again() {}
  /// The room's own decode().
  virtual std::any read(const bus::Envelope&) const { return {}; }

  std::any decode(const bus::Envelope&) const final;
  void apply(service::Batch&) final {}
  std::span<const postgres::Migration> migrations() const final { return {}; }
  void routes(service::Routes&) final {}

 protected:
  const Database& database_;
  const bus::Partition partition_;
};

std::unique_ptr<SimulatedRoom> make_room(const Database&, bus::Partition, std::chrono::milliseconds reservation);

struct ProductTables {
  std::map<std::int64_t, produits::Produit> produits;
};
struct StoreTables {
  std::map<std::int64_t, magasins::Magasin> magasins;
};
struct StockTables {
  std::map<stock::Cle, stock::Article> articles;
  std::map<std::string, stock::Reservation> reservations;
  std::set<std::int64_t> produits, magasins;
};
struct ClientTables {
  std::map<std::int64_t, client::Client> clients;
  std::map<std::pair<std::int64_t, std::int64_t>, client::Ecriture> grand_livre;
  std::map<std::string, client::Paiement> paiements;
};
struct VentesTables {
  std::map<std::string, ventes::Commande> commandes;
  std::map<std::int64_t, bool> magasins;
  std::map<std::string, Cents> ventes;
};
struct PanierTables {
  panier::Catalogue catalogue;
  std::map<std::int64_t, panier::Magasin> magasins;
  std::set<std::int64_t> clients;
  std::map<panier::ClePanier, panier::Panier> paniers;
  std::map<std::string, panier::Commande> commandes;
  std::set<std::string> annulees;
};
/// Of a causal room, as the event store is one: all events, causes before effects.
struct LogTables {
  std::map<std::string, std::int64_t> seen;  ///< last seq of each stream
  std::int64_t events = 0;
};

}  // namespace comptoir::simulation
