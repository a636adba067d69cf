#include <algorithm>

#include "services/ventes/adapters/lots.hpp"

namespace comptoir::ventes {
namespace {

using Ids = std::vector<std::int64_t>;
using Textes = std::vector<std::string>;
using postgres::array_literal;

using Dossiers = std::vector<const Lot::Dossier*>;

Dossiers tries(const Lot& lot, bool (*choisi)(const Lot::Dossier&)) {
  Dossiers out;
  for (const auto& [id, d] : lot.dossiers())
    if (d.change && choisi(d)) out.push_back(&d);
  std::sort(out.begin(), out.end(), [](auto* a, auto* b) { return a->commande.commande_id < b->commande.commande_id; });
  return out;
}

// Column by column, as unnest takes them. Texts that are empty become null.
struct Colonnes {
  Textes ids, etats, motifs, statuts;
  Ids clients, magasins, totaux;
  Textes produits, quantites, prix, sous_totaux;
  std::vector<Instant> dates;

  void etat(const Lot::Dossier& d) {
    const auto& c = d.commande;
    dates.push_back(d.maj_le);
    ids.push_back(c.commande_id);
    etats.emplace_back(nom(c.etat));
    motifs.emplace_back(nom(c.motif));
    statuts.emplace_back(statut(c.etat, c.motif));
  }
  void tete(const Commande& c) {
    clients.push_back(c.client_id);
    magasins.push_back(c.magasin_id);
    totaux.push_back(c.total);
  }
  void lignes(const Commande& c) {
    const auto texte = [&](const Ids& v) { return c.lignes_connues ? array_literal(v) : std::string(); };
    produits.push_back(texte(c.lignes.produit_ids));
    quantites.push_back(texte(c.lignes.quantites));
    prix.push_back(texte(c.lignes.prix_unitaires));
    sous_totaux.push_back(texte(c.lignes.sous_totaux));
  }
};

// New orders, and those whose lines have come after another event.
void ecrire_entieres(postgres::Connection& sql, const Lot& lot) {
  Colonnes c;
  for (const auto* d : tries(lot, [](auto& x) { return !x.existe || x.lignes_nouvelles; })) {
    c.etat(*d);
    c.tete(d->commande);
    c.lignes(d->commande);
  }
  if (c.ids.empty()) return;
  sql.post(
      "INSERT INTO commandes (commande_id, client_id, magasin_id, total, produit_ids, quantites, prix_unitaires, "
      "sous_totaux, etat, motif, statut, maj_le) "
      "SELECT id, cl, m, t, nullif(p, '')::bigint[], nullif(q, '')::bigint[], nullif(pu, '')::bigint[], "
      "nullif(st, '')::bigint[], e, nullif(mo, ''), s, le "
      "FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], "
      "$8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[]) "
      "AS x(id, cl, m, t, p, q, pu, st, e, mo, s, le) "
      "ON CONFLICT (commande_id) DO UPDATE SET total = EXCLUDED.total, produit_ids = EXCLUDED.produit_ids, "
      "quantites = EXCLUDED.quantites, prix_unitaires = EXCLUDED.prix_unitaires, sous_totaux = EXCLUDED.sous_totaux, "
      "etat = EXCLUDED.etat, motif = EXCLUDED.motif, statut = EXCLUDED.statut, "
      "maj_le = greatest(commandes.maj_le, EXCLUDED.maj_le)",
      {c.ids, c.clients, c.magasins, c.totaux, c.produits, c.quantites, c.prix, c.sous_totaux, c.etats, c.motifs,
       c.statuts, c.dates});
}

// The common case: only the state has moved. The lines, which may be long, are not written again.
void ecrire_etats(postgres::Connection& sql, const Lot& lot) {
  Colonnes c;
  for (const auto* d : tries(lot, [](auto& x) { return x.existe && !x.lignes_nouvelles; })) c.etat(*d);
  if (c.ids.empty()) return;
  sql.post(
      "UPDATE commandes c SET etat = x.e, motif = nullif(x.m, ''), statut = x.s, "
      "maj_le = greatest(c.maj_le, x.le) "
      "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS x(id, e, m, s, le) WHERE "
      "c.commande_id = x.id",
      {c.ids, c.etats, c.motifs, c.statuts, c.dates});
}

void ecrire_ventes(postgres::Connection& sql, const Lot& lot) {
  Textes ids;
  std::vector<Instant> dates;
  for (const auto* d : tries(lot, [](auto& x) { return x.vendue.has_value(); })) {
    ids.push_back(d->commande.commande_id);
    dates.push_back(*d->vendue);
  }
  if (ids.empty()) return;
  sql.post(
      "INSERT INTO ventes (commande_id, client_id, magasin_id, total, produit_ids, quantites, sous_totaux, le) "
      "SELECT commande_id, client_id, magasin_id, total, produit_ids, quantites, sous_totaux, le "
      "FROM commandes JOIN unnest($1::text[], $2::timestamptz[]) AS v(id, le) ON commande_id = v.id ORDER BY "
      "commande_id",
      {ids, dates});
}

void ecrire_magasins(postgres::Connection& sql, const Lot& lot) {
  if (lot.magasins_vus().empty()) return;
  Ids ids;
  Textes noms;
  std::vector<bool> ouverts;
  for (const auto& [id, m] : lot.magasins_vus()) {
    ids.push_back(id);
    noms.push_back(m.nom);
    ouverts.push_back(m.ouvert);
  }
  sql.post(
      "INSERT INTO magasins_connus (magasin_id, nom, ouvert) "
      "SELECT * FROM unnest($1::bigint[], $2::text[], $3::bool[]) "
      "ON CONFLICT (magasin_id) DO UPDATE SET nom = EXCLUDED.nom, ouvert = EXCLUDED.ouvert",
      {ids, noms, ouverts});
}

}  // namespace

void enregistrer(postgres::Connection& sql, const Lot& lot) {
  ecrire_magasins(sql, lot);
  ecrire_entieres(sql, lot);
  ecrire_etats(sql, lot);
  ecrire_ventes(sql, lot);
}

}  // namespace comptoir::ventes
