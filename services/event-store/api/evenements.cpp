#include "libs/service/api.hpp"
#include "services/event-store/api/reads.hpp"

namespace comptoir::event_store {
namespace {

constexpr const char* kFiltres[] = {"aggregate_id", "event_type", "source", "correlation_id"};

struct Requete {
  std::string where = "WHERE global_position > $1 ";
  std::vector<postgres::Param> params;
};

Requete requete(const http::Request& request, const service::Page& page) {
  const auto apres = service::query_int(request, "apres", 0, INT64_MAX).value_or(0);
  Requete r;
  r.params = {std::max(apres, page.after_int()), page.limit + 1};
  for (const char* filtre : kFiltres) {
    const auto valeur = service::query_text(request, filtre);
    if (!valeur) continue;
    r.params.emplace_back(*valeur);
    r.where += std::string("AND ") + filtre + " = $" + std::to_string(r.params.size()) + ' ';
  }
  return r;
}

void write_evenement(json::Writer& w, const postgres::Result& rows, int i) {
  w.open().field("position", rows.integer(i, 0)).field("version", rows.integer(i, 1));
  w.field("enregistre_le", format_rfc3339(rows.instant(i, 2))).key("evenement").raw(rows.text(i, 3)).close();
}

}  // namespace

http::Response read_evenements(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const auto r = requete(request, page);
  // An aggregate's versions ascend with the position, and its index has them.
  const bool un_agregat = service::query_text(request, "aggregate_id").has_value();
  const auto rows = sql.run("SELECT global_position, version, enregistre_le, enveloppe FROM evenements " + r.where +
                                "ORDER BY " + (un_agregat ? "version" : "global_position") + " LIMIT $2",
                            r.params);
  return service::list(
      rows, page, [&](json::Writer& w, int i) { write_evenement(w, rows, i); },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

}  // namespace comptoir::event_store
