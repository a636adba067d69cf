#include "services/magasins/adapters/registre_sql.hpp"

namespace comptoir::magasins {
namespace {

constexpr auto kLoad =
    "SELECT magasin_id, nom, ouvert FROM magasins WHERE magasin_id = ANY($1::bigint[]) OR nom = ANY($2::text[])";
constexpr auto kLastId = "SELECT coalesce(max(magasin_id), 0) FROM magasins";
constexpr auto kSave =
    "INSERT INTO magasins (magasin_id, nom, ouvert) SELECT * FROM unnest($1::bigint[], $2::text[], $3::boolean[]) "
    "ON CONFLICT (magasin_id) DO UPDATE SET nom = EXCLUDED.nom, ouvert = EXCLUDED.ouvert";

struct Keys {
  std::vector<std::int64_t> ids;
  std::vector<std::string> noms;
  bool creation = false;

  void operator()(const CreerMagasin& m) {
    noms.push_back(m.nom);
    creation = true;
  }
  void operator()(const RenommerMagasin& m) {
    ids.push_back(m.magasin_id);
    noms.push_back(m.nom);
  }
  void operator()(const auto& m) { ids.push_back(m.magasin_id); }
};

}  // namespace

Registre load(postgres::Connection& sql, std::span<const Message* const> messages) {
  Keys keys;
  for (const auto* m : messages) std::visit(keys, *m);
  Registre registre(keys.creation ? sql.run(kLastId).integer(0, 0) : 0);
  const auto rows = sql.run(kLoad, {keys.ids, keys.noms});
  for (int i = 0; i < rows.rows(); ++i) registre.charger({rows.integer(i, 0), rows.string(i, 1), rows.boolean(i, 2)});
  return registre;
}

void save(postgres::Connection& sql, const Registre& registre) {
  std::vector<std::int64_t> ids;
  std::vector<std::string> noms;
  std::vector<bool> ouverts;
  for (const auto& m : registre.modifies()) {
    ids.push_back(m.id);
    noms.push_back(m.nom);
    ouverts.push_back(m.ouvert);
  }
  if (!ids.empty()) sql.post(kSave, {ids, noms, ouverts});
}

}  // namespace comptoir::magasins
