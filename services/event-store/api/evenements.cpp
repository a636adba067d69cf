#include "libs/service/api.hpp"
#include "services/event-store/api/instants.hpp"
#include "services/event-store/api/origine.hpp"
#include "services/event-store/api/reads.hpp"
#include "services/event-store/app/correlation.hpp"
#include "services/event-store/app/frequents.hpp"

namespace comptoir::event_store {
namespace {

constexpr const char* kFiltres[] = {"aggregate_id", "event_type", "source"};
constexpr const char* kChamps = "SELECT global_position, version, enregistre_le, enveloppe, hash, stream IS NULL FROM ";

bool a_rebours(const http::Request& request) {
  const auto ordre = service::query_text(request, "ordre").value_or("croissant");
  if (ordre == "croissant" || ordre == "decroissant") return ordre == "decroissant";
  throw service::Refusal{service::invalid({{"ordre", "croissant ou decroissant attendu"}})};
}

/// Positions strictly between `apres` and `avant`.
struct Fenetre {
  std::int64_t apres = 0, avant = INT64_MAX;
};

// Times of record ascend with positions: a span of time is a span of positions.
Fenetre fenetre(const http::Request& request, postgres::Connection& sql, const service::Page& page, bool rebours) {
  Fenetre f{service::query_int(request, "apres", 0, INT64_MAX).value_or(0),
            service::query_int(request, "avant", 1, INT64_MAX).value_or(INT64_MAX)};
  if (const auto du = service::query_instant(request, "du")) f.apres = std::max(f.apres, premiere_depuis(sql, *du) - 1);
  if (const auto au = service::query_instant(request, "au")) f.avant = std::min(f.avant, premiere_depuis(sql, *au));
  if (page.after && rebours) f.avant = std::min(f.avant, page.after_int());
  if (page.after && !rebours) f.apres = std::max(f.apres, page.after_int());
  return f;
}

// Asked for, or that which an aggregate's events have; events of many aggregates may be of both.
std::optional<bool> postee_voulue(const http::Request& request, postgres::Connection& sql) {
  constexpr std::string_view kOrigines[] = {kService, kPoste};
  const auto origine = service::query_word(request, "origine", kOrigines);
  if (origine) return *origine == kPoste;
  const auto agregat = service::query_text(request, "aggregate_id");
  return agregat ? std::optional(est_poste(sql, *agregat)) : std::nullopt;
}

struct Requete {
  std::string from = "evenements ";
  std::string where = "WHERE global_position > $1 AND global_position < $2 ";
  std::vector<postgres::Param> params;
};

Requete requete(const http::Request& request, const Fenetre& f, std::int64_t limit) {
  Requete r;
  r.params = {f.apres, f.avant, limit};
  for (const char* filtre : kFiltres) {
    const auto valeur = service::query_text(request, filtre);
    if (!valeur) continue;
    r.params.emplace_back(*valeur);
    r.where += std::string("AND ") + filtre + " = $" + std::to_string(r.params.size()) +
               par_index_partiel(filtre, std::span(&*valeur, 1)) + ' ';
  }
  if (const auto correlation = service::query_text(request, "correlation_id")) {
    r.params.emplace_back(*correlation);
    r.from = evenements_correles("= $" + std::to_string(r.params.size())) + ' ';
  }
  return r;
}

void write_evenement(json::Writer& w, const postgres::Result& rows, int i) {
  Digest hash{};
  std::ranges::copy(rows.text(i, 4), hash.begin());
  w.open().field("position", rows.integer(i, 0)).field("version", rows.integer(i, 1));
  w.field("enregistre_le", format_rfc3339(rows.instant(i, 2))).field("hash", hex(hash));
  w.field("origine", nom_origine(rows.boolean(i, 5)));
  w.key("evenement").raw(rows.text(i, 3)).close();
}

}  // namespace

http::Response read_evenements(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const bool rebours = a_rebours(request);
  auto r = requete(request, fenetre(request, sql, page, rebours), page.limit + 1);
  if (const auto postee = postee_voulue(request, sql)) r.where += "AND " + std::string(origine_sql(*postee)) + ' ';
  // An aggregate's versions ascend with the position, and its index has them.
  const bool un_agregat = service::query_text(request, "aggregate_id").has_value();
  const auto rows = sql.run(
      service::within_page(kChamps + r.from + r.where + "ORDER BY " + (un_agregat ? "version" : "global_position") +
                               (rebours ? " DESC" : "") + " LIMIT $3",
                           "octet_length(enveloppe)"),
      r.params);
  return service::list(
      rows, page, [&](json::Writer& w, int i) { write_evenement(w, rows, i); },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

http::Response read_evenement(const http::Request& request, postgres::Connection& sql) {
  const auto& event_id = request.params.at("event_id");
  const auto rows = sql.run(std::string(kChamps) + "evenements WHERE event_id = $1 AND stream IS NOT NULL UNION ALL " +
                                kChamps + "evenements WHERE event_id = $1 AND stream IS NULL ORDER BY 6",
                            {event_id});
  if (rows.rows() == 0) return service::not_found("L'événement " + event_id);
  json::Writer w;
  write_evenement(w, rows, 0);
  return service::json_response(200, std::move(w).text());
}

}  // namespace comptoir::event_store
