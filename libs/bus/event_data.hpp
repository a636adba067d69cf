// What consumers of several services read in the same way from an event's data, as contracts/events has it.
#pragma once
#include "libs/base/money.hpp"
#include "libs/bus/envelope.hpp"
#include "libs/json/fields.hpp"

namespace comptoir::bus {

/// One line of an order, its price as it was at checkout.
struct OrderLine {
  std::int64_t produit_id = 0, quantite = 0;
  Cents prix_unitaire = 0, sous_total = 0;
};

/// The lines of `produits`, at least one; throws json::Invalid at the first that is not as it should be.
std::vector<OrderLine> read_order_lines(json::Fields&);

/// What `read(Fields&)` makes of the event's data; fields it does not ask for may be there. Throws json::Invalid, with
/// paths from "data.".
template <class T, class Read>
T read_data(const Envelope& e, Read read) {
  std::vector<json::FieldError> errors;
  json::Fields fields(e.data, errors, "data.");
  fields.lenient();
  T out = read(fields);
  fields.finish();
  return out;
}

}  // namespace comptoir::bus
