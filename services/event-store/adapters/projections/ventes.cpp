#include "services/event-store/adapters/projections/projection.hpp"
#include "services/event-store/app/projections/replis.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::string_view kTypesVentes[] = {"VenteConfirmee"};
constexpr std::string_view kTablesVentes[] = {"par_jour", "par_produit"};

void ecrire_jours(postgres::Connection& sql, const std::string& schema, const CumulVentes& cumul) {
  Entiers magasins, jours, nombres;
  Textes totaux;
  for (const auto& [cle, somme] : cumul.par_jour) {
    magasins.push_back(cle.first), jours.push_back(cle.second);
    nombres.push_back(somme.compte), totaux.push_back(somme.total.text());
  }
  sql.post("INSERT INTO " + schema +
               ".par_jour AS t (magasin_id, jour, nombre, total) "
               "SELECT m, date '1970-01-01' + j::int, n, s::numeric "
               "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) AS l(m, j, n, s) "
               "ON CONFLICT (magasin_id, jour) DO UPDATE "
               "SET nombre = t.nombre + EXCLUDED.nombre, total = t.total + EXCLUDED.total",
           {magasins, jours, nombres, totaux});
}

void ecrire_produits(postgres::Connection& sql, const std::string& schema, const CumulVentes& cumul) {
  Entiers magasins, jours, produits, quantites;
  Textes totaux;
  for (const auto& [cle, somme] : cumul.par_produit) {
    magasins.push_back(std::get<0>(cle)), jours.push_back(std::get<1>(cle)), produits.push_back(std::get<2>(cle));
    quantites.push_back(somme.compte), totaux.push_back(somme.total.text());
  }
  sql.post("INSERT INTO " + schema +
               ".par_produit AS t (magasin_id, jour, produit_id, quantite, total) "
               "SELECT m, date '1970-01-01' + j::int, p, q, s::numeric "
               "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) AS l(m, j, p, q, s) "
               "ON CONFLICT (magasin_id, jour, produit_id) DO UPDATE "
               "SET quantite = t.quantite + EXCLUDED.quantite, total = t.total + EXCLUDED.total",
           {magasins, jours, produits, quantites, totaux});
}

class Ventes final : public Projection {
 public:
  Nom nom() const override { return kVentes; }
  std::span<const std::string_view> types() const override { return kTypesVentes; }
  std::span<const std::string_view> tables() const override { return kTablesVentes; }

  std::string ddl() const override {
    return R"sql(
CREATE TABLE par_jour (
  magasin_id bigint NOT NULL,
  jour date NOT NULL,
  nombre bigint NOT NULL,
  total numeric NOT NULL,
  PRIMARY KEY (magasin_id, jour)
) WITH (fillfactor = 50);
CREATE TABLE par_produit (
  magasin_id bigint NOT NULL,
  jour date NOT NULL,
  produit_id bigint NOT NULL,
  quantite bigint NOT NULL,
  total numeric NOT NULL,
  PRIMARY KEY (magasin_id, jour, produit_id)
) WITH (fillfactor = 70))sql";
  }

  void appliquer(postgres::Connection& sql, const std::string& schema,
                 std::span<const Evenement> evenements) const override {
    CumulVentes cumul;
    for (const auto& e : evenements) ajouter(cumul, e);
    ecrire_jours(sql, schema, cumul);
    ecrire_produits(sql, schema, cumul);
  }
};

}  // namespace

std::unique_ptr<Projection> projection_ventes() { return std::make_unique<Ventes>(); }

}  // namespace comptoir::event_store::projections
