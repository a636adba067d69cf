// Places a plan's orders and finds out how each one ended.
#pragma once
#include <unordered_set>

#include "apps/comptoir/replay/run/setup.hpp"

namespace comptoir::replay {

/// By the plan's indices; empty for an order that was refused.
struct Placed {
  std::vector<std::string> commande_ids;
};

struct Ending {
  std::string statut;  ///< VenteConfirmee, StockIndisponible, PaiementRefuse, VenteRejetee
  Cents total = 0;
};

/// The body of `PUT …/lignes` for an order.
std::string cart_body(const Order&, const Ids&);

class Orders {
 public:
  /// Asks `api` which orders there are already: those of ours among them were placed by an earlier try of this run.
  Orders(const Plan& plan, const Ids& ids, std::string run, Crew& crew, Api& api, Losses& losses);

  /// A cart and a checkout for every order; those of one client one after the other, in the plan's order.
  Placed place_all() const;
  /// With a crew of one: places an order when the one before has ended completely.
  Placed place_in_order() const;

 private:
  std::string place(Api&, const Order&) const;
  std::string try_to_place(Api&, const Order&) const;
  static void wait_for_end(Api&, const std::string& commande_id);

  const Plan& plan_;
  const Ids& ids_;
  std::string run_;
  Crew& crew_;
  Losses& losses_;
  std::unordered_set<std::string> placed_before_;
};

/// Takes the orders that were refused out of both.
void drop_unplaced(Plan& plan, Placed& placed);

/// Returns when all have ended and every service has read every journal to its end. By the plan's indices.
/// Throws Retryable that says who is behind when nothing moved for Positions::kMaxStuck.
std::vector<Ending> await_endings(Api&, Positions&, const Placed&);

}  // namespace comptoir::replay
