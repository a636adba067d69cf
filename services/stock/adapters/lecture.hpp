// What events of several types say in the same way.
#pragma once
#include "libs/bus/envelope.hpp"
#include "libs/json/fields.hpp"
#include "services/stock/app/messages.hpp"

namespace comptoir::stock {

Entete lire_entete(json::Fields&, const bus::Envelope&, bool avec_total = true);
std::vector<LigneCommande> lire_lignes(json::Fields&);

/// What `read(Fields&)` makes of the event's data. Throws json::Invalid.
template <class T, class Read>
T lire(const bus::Envelope& e, Read read) {
  std::vector<json::FieldError> errors;
  json::Fields fields(e.data, errors);
  fields.lenient();
  T out = read(fields);
  fields.finish();
  return out;
}

}  // namespace comptoir::stock
