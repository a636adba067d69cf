#include "services/event-store/api/repli.hpp"

#include "libs/bus/envelope.hpp"
#include "libs/service/api.hpp"
#include "services/event-store/api/origine.hpp"
#include "services/event-store/app/faits.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::int64_t kPage = 1000;  // events of an aggregate read at a time, at most

std::string suite(bool postee) {
  return service::within_page(
      "SELECT version, event_type, enveloppe, global_position, enregistre_le FROM evenements "
      "WHERE aggregate_id = $1 AND version > $2 AND " +
          std::string(origine_sql(postee)) + " ORDER BY version LIMIT $3",
      "octet_length(enveloppe)");
}

struct Agregat {
  const std::string& id;
  bool postee;
};

bool au_dela(const Borne& b, const postgres::Result& rows, int i) {
  using std::chrono::floor;
  using std::chrono::milliseconds;
  return (b.version && rows.integer(i, 0) > *b.version) || (b.position && rows.integer(i, 3) > *b.position) ||
         (b.a_linstant && floor<milliseconds>(rows.instant(i, 4)) > *b.a_linstant);
}

// An instance of a newer program has recorded it; one of this program must not fold half of an aggregate.
boost::json::value data_de(std::string_view enveloppe) try {
  return bus::decode(enveloppe).data;
} catch (const json::Invalid& e) {
  throw service::Refusal{service::unavailable(std::string("Un événement dépasse ce programme (") + e.what() +
                                              ") ; demandez à une instance plus récente.")};
}

// Calls `each(event_type, data)` for every event of the aggregate within the bounds, in order, data as its
// newest version has it; the last one's version.
// It stops at the first event beyond them: a state is always one that the aggregate was in, even if a clock went back.
template <class Each>
std::int64_t for_each_event(postgres::Connection& sql, const Agregat& agregat, const Borne& borne, Each each) {
  for (std::int64_t version = 0;;) {
    const auto rows = sql.run(suite(agregat.postee), {agregat.id, version, kPage});
    std::int64_t octets = 0;
    for (int i = 0; i < rows.rows(); ++i) {
      octets += std::ssize(rows.text(i, 2));
      if (au_dela(borne, rows, i)) return version;
      each(rows.string(i, 1), data_de(rows.text(i, 2)));
      version = rows.integer(i, 0);
    }
    if (rows.rows() < kPage && octets < service::kPageBytes) return version;
  }
}

Repli replier_commande(postgres::Connection& sql, const Agregat& agregat, const Borne& borne) {
  ProjectionCommande projection;
  std::vector<std::string> types;
  const auto version = for_each_event(sql, agregat, borne, [&](std::string type, const boost::json::value& data) {
    appliquer(projection, fait_commande(type, data));
    types.push_back(std::move(type));
  });
  return {champs_de(projection), version, est_terminee(types), agregat.postee};
}

// Nothing to wait for: only an order comes to an end.
Repli replier_libre(postgres::Connection& sql, const Agregat& agregat, const Borne& borne) {
  ProjectionLibre projection;
  const auto version = for_each_event(
      sql, agregat, borne,
      [&](const std::string& type, const boost::json::value& data) { appliquer(projection, type, champs(data)); });
  return {champs_de(projection), version, true, agregat.postee};
}

}  // namespace

Repli replier(postgres::Connection& sql, const std::string& aggregate_id, const Borne& borne) {
  const Agregat agregat{aggregate_id, est_poste(sql, aggregate_id)};
  return est_commande(aggregate_id) ? replier_commande(sql, agregat, borne) : replier_libre(sql, agregat, borne);
}

}  // namespace comptoir::event_store
