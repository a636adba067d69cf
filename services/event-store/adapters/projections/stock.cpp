#include "services/event-store/adapters/projections/projection.hpp"
#include "services/event-store/app/projections/replis.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::string_view kTypesStock[] = {"StockRecu", "StockAjuste", "StockReserve", "StockLibere",
                                            "VenteConfirmee"};
constexpr std::string_view kTablesStock[] = {"stock"};

struct ColonnesStock {
  Entiers magasins, produits, recus, ajustes, sortis, reserves;

  explicit ColonnesStock(const CumulStock& cumul) {
    for (const auto& [cle, m] : cumul.articles) {
      magasins.push_back(cle.first), produits.push_back(cle.second);
      recus.push_back(m.recu), ajustes.push_back(m.ajuste);
      sortis.push_back(m.sorti), reserves.push_back(m.reserve);
    }
  }
};

class Stock final : public Projection {
 public:
  Nom nom() const override { return kStock; }
  std::span<const std::string_view> types() const override { return kTypesStock; }
  std::span<const std::string_view> tables() const override { return kTablesStock; }

  std::string ddl() const override {
    return R"sql(
CREATE TABLE stock (
  magasin_id bigint NOT NULL,
  produit_id bigint NOT NULL,
  recu bigint NOT NULL,
  ajuste bigint NOT NULL,
  sorti bigint NOT NULL,
  reserve bigint NOT NULL,
  physique bigint NOT NULL GENERATED ALWAYS AS (recu + ajuste - sorti) STORED,
  PRIMARY KEY (magasin_id, produit_id)
) WITH (fillfactor = 50))sql";
  }

  void appliquer(postgres::Connection& sql, const std::string& schema,
                 std::span<const Evenement> evenements) const override {
    CumulStock cumul;
    for (const auto& e : evenements) ajouter(cumul, e);
    const ColonnesStock k(cumul);
    sql.post("INSERT INTO " + schema +
                 ".stock AS t (magasin_id, produit_id, recu, ajuste, sorti, reserve) "
                 "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], "
                 "$6::bigint[]) ON CONFLICT (magasin_id, produit_id) DO UPDATE SET recu = t.recu + EXCLUDED.recu, "
                 "ajuste = t.ajuste + EXCLUDED.ajuste, sorti = t.sorti + EXCLUDED.sorti, "
                 "reserve = t.reserve + EXCLUDED.reserve",
             {k.magasins, k.produits, k.recus, k.ajustes, k.sortis, k.reserves});
  }
};

}  // namespace

std::unique_ptr<Projection> projection_stock() { return std::make_unique<Stock>(); }

}  // namespace comptoir::event_store::projections
