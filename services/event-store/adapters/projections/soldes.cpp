#include "services/event-store/adapters/projections/projection.hpp"
#include "services/event-store/app/projections/replis.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::string_view kTypesSoldes[] = {"ClientCree", "ClientCredite", "ClientDebite", "PaiementAccepte",
                                             "PaiementRembourse"};
constexpr std::string_view kTablesSoldes[] = {"soldes"};

struct ColonnesSoldes {
  Entiers clients, ecritures;
  Textes verses, debites, payes, rembourses;

  explicit ColonnesSoldes(const CumulSoldes& cumul) {
    for (const auto& [client_id, m] : cumul.clients) {
      clients.push_back(client_id), ecritures.push_back(m.ecritures);
      verses.push_back(m.verse.text()), debites.push_back(m.debite.text());
      payes.push_back(m.paye.text()), rembourses.push_back(m.rembourse.text());
    }
  }
};

class Soldes final : public Projection {
 public:
  Nom nom() const override { return kSoldes; }
  std::span<const std::string_view> types() const override { return kTypesSoldes; }
  std::span<const std::string_view> tables() const override { return kTablesSoldes; }

  std::string ddl() const override {
    return R"sql(
CREATE TABLE soldes (
  client_id bigint PRIMARY KEY,
  verse numeric NOT NULL,
  debite numeric NOT NULL,
  paye numeric NOT NULL,
  rembourse numeric NOT NULL,
  ecritures bigint NOT NULL,
  solde numeric NOT NULL GENERATED ALWAYS AS (verse - debite - paye + rembourse) STORED
) WITH (fillfactor = 50))sql";
  }

  void appliquer(postgres::Connection& sql, const std::string& schema,
                 std::span<const Evenement> evenements) const override {
    CumulSoldes cumul;
    for (const auto& e : evenements) ajouter(cumul, e);
    const ColonnesSoldes k(cumul);
    sql.post("INSERT INTO " + schema +
                 ".soldes AS t (client_id, verse, debite, paye, rembourse, ecritures) "
                 "SELECT c, v::numeric, d::numeric, p::numeric, r::numeric, e FROM unnest($1::bigint[], $2::text[], "
                 "$3::text[], "
                 "$4::text[], $5::text[], $6::bigint[]) AS l(c, v, d, p, r, e) ON CONFLICT (client_id) DO UPDATE SET "
                 "verse = t.verse + EXCLUDED.verse, "
                 "debite = t.debite + EXCLUDED.debite, paye = t.paye + EXCLUDED.paye, "
                 "rembourse = t.rembourse + EXCLUDED.rembourse, ecritures = t.ecritures + EXCLUDED.ecritures",
             {k.clients, k.verses, k.debites, k.payes, k.rembourses, k.ecritures});
  }
};

}  // namespace

std::unique_ptr<Projection> projection_soldes() { return std::make_unique<Soldes>(); }

}  // namespace comptoir::event_store::projections
