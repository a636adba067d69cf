// What a replay ended with.
#pragma once
#include "apps/comptoir/replay/run/orders.hpp"

namespace comptoir::replay {

struct Summary {
  std::int64_t bad_lines = 0, losses = 0;  ///< lines of the file left out; what services refused
  std::int64_t products = 0, stores = 0, clients = 0, orders = 0, lines = 0;
  std::map<std::string, std::int64_t> endings;  ///< statut -> orders
  Cents sales = 0, balances = 0;
  std::int64_t stock = 0;        ///< physical units left in our stores
  std::string sha256_statuts;    ///< of "<InvoiceNo>:<statut>\n" in the file's order
  double seconds = 0;            ///< the whole replay
  double orders_per_second = 0;  ///< from the first cart to the last end
};

/// Reads what is left from the services; the times are the caller's.
Summary summarize(Api&, const Plan&, const Ids&, const std::vector<Ending>&);

/// One JSON object.
std::string to_json(const Summary&);
/// A table for a person, in French.
std::string to_table(const Summary&);

}  // namespace comptoir::replay
