// The saga in memory, one order after the other, over a plan: what a sequential replay must end with.
// For tests.
#pragma once
#include "apps/comptoir/replay/plan/plan.hpp"
#include "libs/base/ids.hpp"

namespace comptoir::replay {

struct Outcome {
  std::map<std::string, std::int64_t> endings;
  Cents sales = 0, balances = 0;
  std::int64_t stock = 0;
  std::string sha256_statuts;
};

inline bool in_stock(const Plan& plan, const Order& order) {
  const auto& store = plan.stock[order.store];
  return std::ranges::all_of(order.lines, [&](const Line& l) { return store.at(l.product) >= l.quantity; });
}

/// Takes from the plan's stock and balances when the order succeeds; answers its statut.
inline std::string place(Plan& plan, const Order& order) {
  if (!in_stock(plan, order)) return "StockIndisponible";
  auto& client = plan.clients[order.client];
  if (client.balance < plan.total(order)) return "PaiementRefuse";
  client.balance -= plan.total(order);
  for (const auto& line : order.lines) plan.stock[order.store][line.product] -= line.quantity;
  return "VenteConfirmee";
}

inline Outcome simulate(Plan plan) {
  Outcome out;
  std::string statuts;
  for (const auto& order : plan.orders) {
    const auto statut = place(plan, order);
    ++out.endings[statut];
    if (statut == "VenteConfirmee") out.sales += plan.total(order);
    statuts += order.invoice + ':' + statut + '\n';
  }
  for (const auto& store : plan.stock)
    for (const auto& [product, units] : store) out.stock += units;
  for (const auto& client : plan.clients) out.balances += client.balance;
  out.sha256_statuts = sha256_hex(statuts);
  return out;
}

}  // namespace comptoir::replay
