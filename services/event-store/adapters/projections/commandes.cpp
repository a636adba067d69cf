#include <map>

#include "services/event-store/adapters/projections/projection.hpp"
#include "services/event-store/adapters/projections/tranche.hpp"
#include "services/event-store/app/projections/replis.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::string_view kTypesCommandes[] = {"CommandeCreee",   "StockReserve",   "StockIndisponible",
                                                "PaiementAccepte", "PaiementRefuse", "VenteConfirmee",
                                                "VenteRejetee"};
constexpr std::string_view kTypesLusCommandes[] = {"CommandeCreee", "VenteRejetee"};
constexpr std::string_view kTablesCommandes[] = {"commandes"};

using ParCommande = std::map<std::string, Commande>;

Commande commande_de(const postgres::Result& r, int i) {
  Commande c;
  c.client_id = r.optional_integer(i, 1);
  c.magasin_id = r.optional_integer(i, 2);
  c.total = r.optional_integer(i, 3);
  c.articles = r.integer(i, 4);
  c.statut = r.string(i, 5);
  c.motif = r.string(i, 6);
  c.creee_le = r.optional_instant(i, 7);
  c.maj_le = r.instant(i, 8);
  return c;
}

ParCommande charger_commandes(postgres::Connection& sql, const std::string& schema, const Textes& ids) {
  const auto rows = sql.run(
      "SELECT commande_id, client_id, magasin_id, total, articles, statut, coalesce(motif, ''), creee_le, maj_le "
      "FROM " +
          schema + ".commandes WHERE commande_id = ANY($1)",
      {ids});
  ParCommande out;
  for (int i = 0; i < rows.rows(); ++i) out.emplace(rows.string(i, 0), commande_de(rows, i));
  return out;
}

// What is absent travels as 0, -1, "" or 1970, and becomes null again.
struct ColonnesCommandes {
  Textes ids, etats, statuts, motifs;
  Entiers clients, magasins, totaux, articles;
  Instants creations, majs;

  void add(const std::string& id, const Commande& c) {
    ids.push_back(id), etats.emplace_back(etat_de(c.statut)), statuts.push_back(c.statut), motifs.push_back(c.motif);
    clients.push_back(c.client_id.value_or(0)), magasins.push_back(c.magasin_id.value_or(0));
    totaux.push_back(c.total.value_or(-1)), articles.push_back(c.articles);
    creations.push_back(c.creee_le.value_or(Instant{})), majs.push_back(c.maj_le);
  }
};

void ecrire_commandes(postgres::Connection& sql, const std::string& schema, const ParCommande& commandes) {
  ColonnesCommandes k;
  for (const auto& [id, c] : commandes) k.add(id, c);
  sql.post(
      "INSERT INTO " + schema +
          ".commandes (commande_id, client_id, magasin_id, total, articles, etat, statut, motif, creee_le, maj_le) "
          "SELECT i, nullif(c, 0), nullif(m, 0), nullif(t, -1), a, e, s, nullif(mo, ''), nullif(cr, 'epoch'), maj "
          "FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], "
          "$8::text[], $9::timestamptz[], $10::timestamptz[]) AS l(i, c, m, t, a, e, s, mo, cr, maj) "
          "ON CONFLICT (commande_id) DO UPDATE SET client_id = EXCLUDED.client_id, "
          "magasin_id = EXCLUDED.magasin_id, total = EXCLUDED.total, articles = EXCLUDED.articles, "
          "etat = EXCLUDED.etat, statut = EXCLUDED.statut, motif = EXCLUDED.motif, creee_le = EXCLUDED.creee_le, "
          "maj_le = EXCLUDED.maj_le",
      {k.ids, k.clients, k.magasins, k.totaux, k.articles, k.etats, k.statuts, k.motifs, k.creations, k.majs});
}

class Commandes final : public Projection {
 public:
  Nom nom() const override { return kCommandes; }
  std::span<const std::string_view> types() const override { return kTypesCommandes; }
  std::span<const std::string_view> types_lus() const override { return kTypesLusCommandes; }
  std::span<const std::string_view> tables() const override { return kTablesCommandes; }

  std::string ddl() const override {
    return R"sql(
CREATE TABLE commandes (
  commande_id text COLLATE "C" PRIMARY KEY,
  client_id bigint,
  magasin_id bigint,
  total bigint,
  articles bigint NOT NULL,
  etat text COLLATE "C" NOT NULL,
  statut text COLLATE "C" NOT NULL,
  motif text COLLATE "C",
  creee_le timestamptz,
  maj_le timestamptz NOT NULL
) WITH (fillfactor = 70))sql";
  }

  // None on what changes: an order's updates then touch no index.
  std::string index() const override {
    return "CREATE INDEX IF NOT EXISTS commandes_client ON commandes (client_id, commande_id);"
           "CREATE INDEX IF NOT EXISTS commandes_magasin ON commandes (magasin_id, commande_id);"
           "CREATE INDEX IF NOT EXISTS commandes_creee_le ON commandes (creee_le)";
  }

  void appliquer(postgres::Connection& sql, const std::string& schema,
                 std::span<const Evenement> evenements) const override {
    auto commandes = charger_commandes(sql, schema, agregats(evenements));
    for (const auto& e : evenements) projections::appliquer(commandes[std::string(e.aggregate_id)], fait_de(e));
    ecrire_commandes(sql, schema, commandes);
  }
};

}  // namespace

std::unique_ptr<Projection> projection_commandes() { return std::make_unique<Commandes>(); }

}  // namespace comptoir::event_store::projections
