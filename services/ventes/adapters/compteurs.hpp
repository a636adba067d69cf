// The metrics of orders, as the specification names them.
#pragma once
#include <string_view>

#include "libs/metrics/registry.hpp"
#include "services/ventes/domain/transitions.hpp"

namespace comptoir::ventes {

class Compteurs {
 public:
  /// Makes every series at once, so that they read 0 before the first order. Null: counts nothing.
  explicit Compteurs(metrics::Registry*);
  /// An order has ended so.
  void compter(Etat, Motif);

 private:
  std::map<std::string_view, prometheus::Counter*> etats_;
  std::map<Motif, prometheus::Counter*> fins_;  ///< `aucun`: confirmed
  prometheus::Counter *succes_ = nullptr, *echecs_ = nullptr;
};

}  // namespace comptoir::ventes
