// Makes what a plan needs: products, stores, clients, stock. Each step may be repeated; it resumes.
#pragma once
#include "apps/comptoir/replay/plan/plan.hpp"
#include "apps/comptoir/replay/run/crew.hpp"
#include "apps/comptoir/replay/run/positions.hpp"

namespace comptoir::replay {

/// Ids by the plan's indices.
struct Ids {
  std::vector<std::int64_t> products, stores, clients;
};

class Setup {
 public:
  Setup(const Plan& plan, std::string run, Crew& crew, Positions& positions)
      : plan_(plan), run_(std::move(run)), crew_(crew), positions_(positions) {}

  /// Returns when stock-service and panier-service know everything. What exists already under its code, name or
  /// reference is taken, at the plan's price; a client who was there gets the plan's balance on top.
  Ids run();

  static constexpr std::size_t kReceptionLines = 500;

 private:
  std::string key(const std::string& what) const { return "replay-" + run_ + '-' + what; }
  std::int64_t make_product(Api&, const Product&) const;
  std::int64_t make_store(Api&, const std::string& name) const;
  std::int64_t make_client(Api&, const Client&) const;
  void receive_stock(const Ids&);

  const Plan& plan_;
  std::string run_;
  Crew& crew_;
  Positions& positions_;
};

}  // namespace comptoir::replay
