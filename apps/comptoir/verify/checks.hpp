// The invariants, one small function each. ARCHITECTURE.md, "Invariants", numbers them.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "apps/comptoir/verify/orders.hpp"

namespace comptoir::verify {

struct Evidence {
  Databases& databases;
  const Orders& orders;
};

/// What a check saw, and each thing that contradicts the invariant (the first kMaxTold in words, the rest counted).
struct Finding {
  std::string figures;
  std::vector<std::string> breaches{};
  std::size_t untold = 0;

  void breach(std::string text) {
    if (breaches.size() < kMaxTold)
      breaches.push_back(std::move(text));
    else
      ++untold;
  }
  static constexpr std::size_t kMaxTold = 5;
};

/// `always`: holds at every instant. `at_rest`: compares services, so only when nothing is on its way.
enum class When { always, at_rest };

struct Check {
  const char* name;
  const char* sentence;
  When when;
  Finding (*run)(const Evidence&);
};

std::span<const Check> stock_checks();
std::span<const Check> money_checks();
std::span<const Check> order_checks();
std::span<const Check> journal_checks();
std::span<const Check> projection_folds();
std::span<const Check> projection_checks();

/// One breach per row of a query whose only column is text.
void breaches_from(Finding&, const postgres::Result& rows);

}  // namespace comptoir::verify
