#include "services/panier/adapters/lot_sql.hpp"

namespace comptoir::panier {
namespace {

using Ids = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

void write_catalogue(postgres::Connection& sql, const Lot& lot) {
  if (lot.produits_changes.empty()) return;
  Ids ids, prix;
  Texts codes, noms;
  std::vector<bool> actifs;
  for (auto id : lot.produits_changes) {
    const auto& p = lot.catalogue.at(id);
    ids.push_back(id), codes.push_back(p.code), noms.push_back(p.nom), prix.push_back(p.prix);
    actifs.push_back(p.actif);
  }
  sql.post(
      "INSERT INTO catalogue (produit_id, code, nom, prix, actif) "
      "SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::boolean[]) "
      "ON CONFLICT (produit_id) DO UPDATE "
      "SET code = excluded.code, nom = excluded.nom, prix = excluded.prix, actif = excluded.actif",
      {ids, codes, noms, prix, actifs});
}

void write_magasins(postgres::Connection& sql, const Lot& lot) {
  if (lot.magasins_changes.empty()) return;
  Ids ids;
  Texts noms;
  std::vector<bool> ouverts;
  for (auto id : lot.magasins_changes) {
    const auto& m = lot.magasins.at(id);
    ids.push_back(id), noms.push_back(m.nom), ouverts.push_back(m.ouvert);
  }
  sql.post(
      "INSERT INTO magasins_connus (magasin_id, nom, ouvert) SELECT * FROM unnest($1::bigint[], $2::text[], "
      "$3::boolean[]) ON CONFLICT (magasin_id) DO UPDATE SET nom = excluded.nom, ouvert = excluded.ouvert",
      {ids, noms, ouverts});
}

void write_clients(postgres::Connection& sql, const Lot& lot) {
  if (lot.clients_nouveaux.empty()) return;
  sql.post("INSERT INTO clients_connus (client_id) SELECT * FROM unnest($1::bigint[]) ON CONFLICT DO NOTHING",
           {Ids(lot.clients_nouveaux.begin(), lot.clients_nouveaux.end())});
}

void write_paniers(postgres::Connection& sql, const Lot& lot, Instant now) {
  if (lot.paniers_changes.empty()) return;
  Ids clients, magasins;
  Texts produits, quantites;
  for (const auto& cle : lot.paniers_changes) {
    Ids p, q;
    for (const auto& ligne : lot.paniers.at(cle).lignes) p.push_back(ligne.produit_id), q.push_back(ligne.quantite);
    clients.push_back(cle.client_id), magasins.push_back(cle.magasin_id);
    produits.push_back(postgres::array_literal(p)), quantites.push_back(postgres::array_literal(q));
  }
  sql.post(
      "INSERT INTO paniers (client_id, magasin_id, produit_ids, quantites, maj_le) "
      "SELECT c, m, p::bigint[], q::bigint[], $5 "
      "FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) AS l(c, m, p, q) "
      "ON CONFLICT (client_id, magasin_id) DO UPDATE "
      "SET produit_ids = excluded.produit_ids, quantites = excluded.quantites, maj_le = excluded.maj_le",
      {clients, magasins, produits, quantites, now});
}

struct Colonnes {
  Ids clients, magasins, totaux;
  Texts ids, produits, quantites, prix;
  std::vector<Instant> dates;

  void add(const Commande& c) {
    Ids p, q, u;
    for (const auto& l : c.lignes) p.push_back(l.produit_id), q.push_back(l.quantite), u.push_back(l.prix_unitaire);
    ids.push_back(c.commande_id), clients.push_back(c.cle.client_id), magasins.push_back(c.cle.magasin_id);
    totaux.push_back(c.total), produits.push_back(postgres::array_literal(p));
    quantites.push_back(postgres::array_literal(q)), prix.push_back(postgres::array_literal(u));
    dates.push_back(c.cree_le);
  }
};

// New ids ascend, so the rows are in key order as they come.
void write_commandes(postgres::Connection& sql, const Lot& lot) {
  if (lot.commandes_nouvelles.empty()) return;
  Colonnes k;
  for (const auto& commande : lot.commandes_nouvelles) k.add(commande);
  sql.post(
      "INSERT INTO commandes (commande_id, client_id, magasin_id, total, produit_ids, quantites, prix, cree_le) "
      "SELECT i, c, m, t, p::bigint[], q::bigint[], u::bigint[], d "
      "FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], "
      "$8::timestamptz[]) AS l(i, c, m, t, p, q, u, d)",
      {k.ids, k.clients, k.magasins, k.totaux, k.produits, k.quantites, k.prix, k.dates});
}

void write_annulations(postgres::Connection& sql, const Lot& lot) {
  if (lot.commandes_annulees.empty()) return;
  sql.post("UPDATE commandes SET annulation_demandee = true WHERE commande_id = ANY($1)",
           {Texts(lot.commandes_annulees.begin(), lot.commandes_annulees.end())});
}

}  // namespace

void write(postgres::Connection& sql, const Lot& lot, Instant now) {
  write_catalogue(sql, lot);
  write_magasins(sql, lot);
  write_clients(sql, lot);
  write_paniers(sql, lot, now);
  write_commandes(sql, lot);
  write_annulations(sql, lot);
}

}  // namespace comptoir::panier
