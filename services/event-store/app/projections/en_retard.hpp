// What makes an order late, as a condition over a row of `sagas`.
#pragma once
#include <string>

#include "services/event-store/domain/projections/delais.hpp"

namespace comptoir::event_store::projections {

/// True when it has not ended, and its reservation's deadline or its step's has passed. `etape_ms`: an SQL expression, the
/// deadline of a step in milliseconds.
inline std::string en_retard_sql(const std::string& etape_ms) {
  std::string compensations;
  for (const auto etape : kCompensations)
    compensations.append(compensations.empty() ? "'" : ", '").append(etape).append("'");
  return "(fin IS NULL AND (echeance < now() OR depuis <= now() - make_interval(secs => (" + etape_ms +
         ") / 1000.0 * CASE WHEN attendue IN (" + compensations + ") THEN " + std::to_string(Delais::kPatience) +
         " ELSE 1 END)))";
}

}  // namespace comptoir::event_store::projections
