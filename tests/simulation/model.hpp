// An independent model of the shop: from what was asked alone it says how each order may have ended, and what must be left in
// the stores and on the accounts. It shares no code with the services.
#pragma once
#include "tests/simulation/scenario.hpp"
#include "tests/simulation/script.hpp"

namespace comptoir::simulation {

struct Ending {
  std::string order, etat, motif;
};

class Model {
 public:
  /// `wall`: how far wall time has gone, from the lowest to the highest it was.
  Model(const Scenario& scenario, std::chrono::microseconds wall) : scenario_(scenario), wall_(wall) {}

  /// Why this order cannot have ended so; empty when it can.
  std::string objection(const Intent&, const std::string& motif) const;
  bool may_be_refused(const Intent& i) const { return i.cle.magasin_id == scenario_.closed; }
  /// What must be in the store, and on the account, once these orders were confirmed and the others were not.
  std::int64_t stock_left(std::int64_t store, std::int64_t product, const std::vector<const Intent*>& confirmed) const;
  Cents balance_left(std::int64_t client, const std::vector<const Intent*>& confirmed) const;

 private:
  std::int64_t wanted(std::int64_t store, std::int64_t product) const;  ///< by all orders
  std::int64_t received(std::int64_t store, std::int64_t product, bool with_late) const;
  bool may_lack_stock(const Intent&) const;
  bool must_lack_stock(const Intent&) const;
  Cents spent(std::int64_t client) const;

  const Scenario& scenario_;
  std::chrono::microseconds wall_;
};

}  // namespace comptoir::simulation
