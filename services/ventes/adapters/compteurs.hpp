// The metrics of orders, as the specification names them.
#pragma once
#include <string_view>

#include "libs/metrics/registry.hpp"

namespace comptoir::ventes {

class Compteurs {
 public:
  /// Makes every series at once, so that they read 0 before the first order. Null: counts nothing.
  explicit Compteurs(metrics::Registry*);
  /// An order has ended by the event of this type.
  void compter(std::string_view statut);

 private:
  std::map<std::string_view, prometheus::Counter*> etats_;
  prometheus::Counter *succes_ = nullptr, *echecs_ = nullptr;
};

}  // namespace comptoir::ventes
