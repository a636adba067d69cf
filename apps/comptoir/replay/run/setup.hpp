// Makes what a plan needs: products, stores, clients, stock. Each step may be repeated; it resumes.
#pragma once
#include "apps/comptoir/replay/plan/plan.hpp"
#include "apps/comptoir/replay/run/crew.hpp"
#include "apps/comptoir/replay/run/losses.hpp"
#include "apps/comptoir/replay/run/positions.hpp"

namespace comptoir::replay {

/// Ids by the plan's indices; 0 for what a service refused.
struct Ids {
  std::vector<std::int64_t> products, stores, clients;
};

class Setup {
 public:
  Setup(const Plan& plan, std::string run, Crew& crew, Positions& positions, Losses& losses)
      : plan_(plan), run_(std::move(run)), crew_(crew), positions_(positions), losses_(losses) {}

  /// Returns when stock-service and panier-service know everything. What exists already under its code, name or
  /// reference is taken, at the plan's price; a client who was there gets the plan's balance on top.
  Ids run();

  static constexpr std::size_t kReceptionLines = 500;
  static constexpr std::int64_t kReceptionUnits = 1'000'000;  ///< on one line

 private:
  std::int64_t make_product(Api&, const Product&) const;
  std::int64_t make_store(Api&, const std::string& name) const;
  std::int64_t make_client(Api&, const Client&) const;
  void credit(Api&, std::int64_t id, const Client&, Cents opening) const;
  void receive_stock(const Ids&);

  const Plan& plan_;
  std::string run_;
  Crew& crew_;
  Positions& positions_;
  Losses& losses_;
};

/// An Idempotency-Key of this run; `what` is what it makes.
std::string key_of(const std::string& run, const std::string& what);

/// Takes out of the plan what cannot be ordered because a part of it was refused, and notes each.
void drop_refused(Plan& plan, const Ids& ids, Losses& losses);

}  // namespace comptoir::replay
