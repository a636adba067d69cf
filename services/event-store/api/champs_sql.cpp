#include "services/event-store/api/materialisees.hpp"

namespace comptoir::event_store::projections {
namespace {

template <class Write>
void champ_nul(json::Writer& w, std::string_view nom, bool nul, Write write) {
  w.key(nom);
  if (nul)
    w.null();
  else
    write();
}

}  // namespace

void champ_texte(json::Writer& w, std::string_view nom, const postgres::Result& r, int row, int column) {
  champ_nul(w, nom, r.is_null(row, column), [&] { w.value(r.text(row, column)); });
}

void champ_entier(json::Writer& w, std::string_view nom, const postgres::Result& r, int row, int column) {
  champ_nul(w, nom, r.is_null(row, column), [&] { w.value(r.integer(row, column)); });
}

void champ_instant(json::Writer& w, std::string_view nom, const postgres::Result& r, int row, int column) {
  champ_nul(w, nom, r.is_null(row, column), [&] { w.value(format_rfc3339(r.instant(row, column))); });
}

}  // namespace comptoir::event_store::projections
