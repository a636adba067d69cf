#include "services/panier/adapters/lot_sql.hpp"

namespace comptoir::panier {
namespace {

using Ids = std::vector<std::int64_t>;

Ids ids(const std::set<std::int64_t>& keys) { return {keys.begin(), keys.end()}; }

void load_clients(postgres::Connection& sql, Lot& lot, const Besoins& besoins) {
  if (besoins.clients.empty()) return;
  const auto rows = sql.run("SELECT client_id FROM clients_connus WHERE client_id = ANY($1)", {ids(besoins.clients)});
  for (int i = 0; i < rows.rows(); ++i) lot.clients.insert(rows.integer(i, 0));
}

void load_magasins(postgres::Connection& sql, Lot& lot, const Besoins& besoins) {
  if (besoins.magasins.empty()) return;
  const auto rows = sql.run("SELECT magasin_id, nom, ouvert FROM magasins_connus WHERE magasin_id = ANY($1)",
                            {ids(besoins.magasins)});
  for (int i = 0; i < rows.rows(); ++i)
    lot.magasins[rows.integer(i, 0)] = {rows.integer(i, 0), rows.string(i, 1), rows.boolean(i, 2)};
}

void load_paniers(postgres::Connection& sql, Lot& lot, const Besoins& besoins) {
  if (besoins.paniers.empty()) return;
  Ids clients, magasins;
  for (const auto& cle : besoins.paniers) clients.push_back(cle.client_id), magasins.push_back(cle.magasin_id);
  const auto rows = sql.run(
      "SELECT client_id, magasin_id, produit_ids, quantites FROM paniers "
      "JOIN unnest($1::bigint[], $2::bigint[]) AS cle(client_id, magasin_id) USING (client_id, magasin_id)",
      {clients, magasins});
  for (int i = 0; i < rows.rows(); ++i) {
    auto& lignes = lot.paniers[{rows.integer(i, 0), rows.integer(i, 1)}].lignes;
    const auto produits = rows.integers(i, 2), quantites = rows.integers(i, 3);
    for (std::size_t k = 0; k < produits.size(); ++k) lignes.push_back({produits[k], quantites.at(k)});
  }
}

void load_catalogue(postgres::Connection& sql, Lot& lot, const Besoins& besoins, const Catalogue& remembered) {
  auto produits = besoins.produits;
  for (const auto& [cle, panier] : lot.paniers)
    for (const auto& ligne : panier.lignes) produits.insert(ligne.produit_id);
  std::erase_if(produits, [&](std::int64_t id) {
    const auto known = remembered.find(id);
    return known != remembered.end() && lot.catalogue.insert(*known).second;
  });
  if (produits.empty()) return;
  const auto rows =
      sql.run("SELECT produit_id, code, nom, prix, actif FROM catalogue WHERE produit_id = ANY($1)", {ids(produits)});
  for (int i = 0; i < rows.rows(); ++i)
    lot.catalogue[rows.integer(i, 0)] = {rows.integer(i, 0), rows.string(i, 1), rows.string(i, 2), rows.integer(i, 3),
                                         rows.boolean(i, 4)};
}

void load_commandes(postgres::Connection& sql, Lot& lot, const Besoins& besoins) {
  if (besoins.commandes.empty()) return;
  const std::vector<std::string> keys(besoins.commandes.begin(), besoins.commandes.end());
  const auto rows = sql.run(
      "SELECT commande_id, client_id, magasin_id, annulation_demandee FROM commandes WHERE commande_id = ANY($1)",
      {keys});
  for (int i = 0; i < rows.rows(); ++i)
    lot.commandes[rows.string(i, 0)] = {{rows.integer(i, 1), rows.integer(i, 2)}, rows.boolean(i, 3)};
}

}  // namespace

Lot load(postgres::Connection& sql, const Besoins& besoins, const Catalogue& remembered) {
  Lot lot;
  load_clients(sql, lot, besoins);
  load_magasins(sql, lot, besoins);
  load_paniers(sql, lot, besoins);
  load_catalogue(sql, lot, besoins, remembered);
  load_commandes(sql, lot, besoins);
  return lot;
}

}  // namespace comptoir::panier
