// The services' rooms over tables in memory: their domain, their use cases, their events and answers are the real ones; only
// the lots' way in and out of a database is written anew.
#pragma once
#include <memory>

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
  explicit SimulatedRoom(const Database& database) : database_(database) {}

  virtual std::any empty_tables() const = 0;
  virtual void apply_to(std::any& tables, service::Batch&) = 0;
  virtual std::vector<std::any> due_of(const std::any&, Instant) { return {}; }
  virtual void owned_again() {}
  /// The room's own decode().
  virtual std::any read(const bus::Envelope&) const { return {}; }

  std::any decode(const bus::Envelope&) const final;
  void apply(service::Batch&) final {}
  std::span<const postgres::Migration> migrations() const final { return {}; }
  void routes(service::Routes&) final {}

 private:
  const Database& database_;
};

std::unique_ptr<SimulatedRoom> make_room(const Database&, std::chrono::milliseconds reservation);

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
