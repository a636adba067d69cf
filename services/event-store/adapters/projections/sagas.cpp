#include <map>

#include "services/event-store/adapters/projections/projection.hpp"
#include "services/event-store/adapters/projections/tranche.hpp"
#include "services/event-store/app/projections/replis.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::string_view kTypesLusSagas[] = {"CommandeCreee", "StockReserve"};
constexpr std::string_view kTablesSagas[] = {"sagas"};

using ParSaga = std::map<std::string, Saga>;

Saga saga_de(const postgres::Result& r, int i) {
  Saga s;
  s.client_id = r.optional_integer(i, 1);
  s.magasin_id = r.optional_integer(i, 2);
  s.vues = r.integer(i, 3);
  s.echeance = r.optional_instant(i, 4);
  s.debut = r.instant(i, 5);
  s.depuis = r.instant(i, 6);
  s.fin = r.optional_instant(i, 7);
  return s;
}

ParSaga charger_sagas(postgres::Connection& sql, const std::string& schema, const Textes& ids) {
  const auto rows = sql.run("SELECT commande_id, client_id, magasin_id, vues, echeance, debut, depuis, fin FROM " +
                                schema + ".sagas WHERE commande_id = ANY($1)",
                            {ids});
  ParSaga out;
  for (int i = 0; i < rows.rows(); ++i) out.emplace(rows.string(i, 0), saga_de(rows, i));
  return out;
}

// What is absent travels as 0, "" or 1970, and becomes null again.
struct ColonnesSagas {
  Textes ids, attendues, services;
  Entiers clients, magasins, vues;
  Instants echeances, debuts, depuis, fins;

  void add(const std::string& id, const Saga& s) {
    const auto attendue = attendu(s.vues).value_or(Attendu{});
    ids.push_back(id), attendues.emplace_back(attendue.etape), services.emplace_back(attendue.service);
    clients.push_back(s.client_id.value_or(0)), magasins.push_back(s.magasin_id.value_or(0)), vues.push_back(s.vues);
    echeances.push_back(s.echeance.value_or(Instant{})), debuts.push_back(s.debut);
    depuis.push_back(s.depuis), fins.push_back(s.fin.value_or(Instant{}));
  }
};

void ecrire_sagas(postgres::Connection& sql, const std::string& schema, const ParSaga& sagas) {
  ColonnesSagas k;
  for (const auto& [id, s] : sagas) k.add(id, s);
  sql.post("INSERT INTO " + schema +
               ".sagas (commande_id, client_id, magasin_id, vues, attendue, service, echeance, debut, depuis, fin) "
               "SELECT i, nullif(c, 0), nullif(m, 0), v, nullif(a, ''), nullif(s, ''), nullif(e, 'epoch'), d, dp, "
               "nullif(f, 'epoch') FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], "
               "$6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[]) "
               "AS l(i, c, m, v, a, s, e, d, dp, f) ON CONFLICT (commande_id) DO UPDATE SET "
               "client_id = EXCLUDED.client_id, magasin_id = EXCLUDED.magasin_id, vues = EXCLUDED.vues, "
               "attendue = EXCLUDED.attendue, service = EXCLUDED.service, echeance = EXCLUDED.echeance, "
               "depuis = EXCLUDED.depuis, fin = EXCLUDED.fin",
           {k.ids, k.clients, k.magasins, k.vues, k.attendues, k.services, k.echeances, k.debuts, k.depuis, k.fins});
}

class Sagas final : public Projection {
 public:
  Nom nom() const override { return kSagas; }
  std::span<const std::string_view> types() const override { return kEtapes; }
  std::span<const std::string_view> types_lus() const override { return kTypesLusSagas; }
  std::span<const std::string_view> tables() const override { return kTablesSagas; }

  std::string ddl() const override {
    return R"sql(
CREATE TABLE sagas (
  commande_id text COLLATE "C" PRIMARY KEY,
  client_id bigint,
  magasin_id bigint,
  vues bigint NOT NULL,
  attendue text COLLATE "C",
  service text COLLATE "C",
  echeance timestamptz,
  debut timestamptz NOT NULL,
  depuis timestamptz NOT NULL,
  fin timestamptz,
  CHECK ((attendue IS NULL) = (fin IS NOT NULL))
) WITH (fillfactor = 50))sql";
  }

  std::string index() const override {
    return "CREATE INDEX IF NOT EXISTS sagas_en_cours ON sagas (commande_id) WHERE fin IS NULL";
  }

  void appliquer(postgres::Connection& sql, const std::string& schema,
                 std::span<const Evenement> evenements) const override {
    auto sagas = charger_sagas(sql, schema, agregats(evenements));
    for (const auto& e : evenements) projections::appliquer(sagas[std::string(e.aggregate_id)], pas_de(e));
    ecrire_sagas(sql, schema, sagas);
  }
};

}  // namespace

std::unique_ptr<Projection> projection_sagas() { return std::make_unique<Sagas>(); }

}  // namespace comptoir::event_store::projections
