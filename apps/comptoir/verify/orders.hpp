// What each service knows of every order, side by side.
#pragma once
#include <set>
#include <string>
#include <unordered_map>

#include "apps/comptoir/verify/databases.hpp"
#include "libs/base/money.hpp"

namespace comptoir::verify {

struct Order {
  bool placed = false;  ///< panier-service
  Cents total = 0;
  std::string state, motive;  ///< ventes-service; "" when it never heard of it
  int sales = 0;
  Cents sold = 0;
  std::string payment;                ///< client-service's own word: accepte, refuse, rembourse, rejete_avant or ""
  int debits = 0, refunds = 0;        ///< lines of the ledger
  Cents debited = 0, refunded = 0;    ///< both positive
  std::string reservation;            ///< stock-service's word: active, liberee, sortie, refusee, rejetee_avant or ""
  std::multiset<std::string> events;  ///< types in all journals

  bool ended() const { return state == "confirmee" || state == "annulee"; }
  bool has(const char* event_type) const { return events.contains(event_type); }
};

using Orders = std::unordered_map<std::string, Order>;

Orders read_orders(Databases&);

}  // namespace comptoir::verify
