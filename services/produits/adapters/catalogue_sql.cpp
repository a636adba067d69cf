#include "services/produits/adapters/catalogue_sql.hpp"

namespace comptoir::produits {
namespace {

constexpr auto kLoad =
    "SELECT produit_id, code, nom, prix, actif FROM produits WHERE produit_id = ANY($1::bigint[]) OR code = "
    "ANY($2::text[])";
constexpr auto kLastId = "SELECT coalesce(max(produit_id), 0) FROM produits";
constexpr auto kSave =
    "INSERT INTO produits (produit_id, code, nom, prix, actif) "
    "SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::boolean[]) "
    "ON CONFLICT (produit_id) DO UPDATE SET nom = EXCLUDED.nom, prix = EXCLUDED.prix, actif = EXCLUDED.actif";

struct Keys {
  std::vector<std::int64_t> ids;
  std::vector<std::string> codes;

  void operator()(const CreerProduit& m) { codes.push_back(m.code); }
  void operator()(const auto& m) { ids.push_back(m.produit_id); }
};

}  // namespace

Catalogue load(postgres::Connection& sql, std::span<const Message* const> messages) {
  Keys keys;
  for (const auto* m : messages) std::visit(keys, *m);
  Catalogue catalogue(keys.codes.empty() ? 0 : sql.run(kLastId).integer(0, 0));
  const auto rows = sql.run(kLoad, {keys.ids, keys.codes});
  for (int i = 0; i < rows.rows(); ++i)
    catalogue.charger(
        {rows.integer(i, 0), rows.string(i, 1), rows.string(i, 2), rows.integer(i, 3), rows.boolean(i, 4)});
  return catalogue;
}

void save(postgres::Connection& sql, const Catalogue& catalogue) {
  std::vector<std::int64_t> ids, prix;
  std::vector<std::string> codes, noms;
  std::vector<bool> actifs;
  for (const auto& p : catalogue.modifies()) {
    ids.push_back(p.id);
    codes.push_back(p.code);
    noms.push_back(p.nom);
    prix.push_back(p.prix);
    actifs.push_back(p.actif);
  }
  if (!ids.empty()) sql.post(kSave, {ids, codes, noms, prix, actifs});
}

}  // namespace comptoir::produits
