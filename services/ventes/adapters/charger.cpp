#include <algorithm>
#include <map>
#include <set>

#include "services/ventes/adapters/lots.hpp"

namespace comptoir::ventes {
namespace {

// What a batch needs. A sale is written from the order's lines when PaiementAccepte comes.
struct Besoins {
  std::map<std::string, bool> commandes;  ///< with lines?
  std::set<std::int64_t> magasins;

  void ajouter(const PasDeCommande& pas) {
    const bool paye = pas.evenement == Evenement::paiement_accepte;
    commandes[pas.commande_id] |= paye;
    if (paye) magasins.insert(pas.magasin_id);
  }
};

Lignes lignes(const postgres::Result& r, int row, int column) {
  return {r.integers(row, column), r.integers(row, column + 1), r.integers(row, column + 2),
          r.integers(row, column + 3)};
}

Commande commande(const postgres::Result& r, int i) {
  Commande out{r.string(i, 0),        r.integer(i, 1),        r.integer(i, 2), r.integer(i, 3),
               etat_de(r.text(i, 4)), motif_de(r.text(i, 5)), r.boolean(i, 6), {}};
  if (!r.is_null(i, 7)) out.lignes = lignes(r, i, 7);
  return out;
}

void charger_commandes(postgres::Connection& sql, const Besoins& besoins, Lot& lot) {
  if (besoins.commandes.empty()) return;
  std::vector<std::string> ids;
  std::vector<bool> avec_lignes;
  for (const auto& [id, avec] : besoins.commandes) {
    ids.push_back(id);
    avec_lignes.push_back(avec);
  }
  const auto rows = sql.run(
      "SELECT c.commande_id, c.client_id, c.magasin_id, c.total, c.etat, coalesce(c.motif, ''), "
      "c.produit_ids IS NOT NULL, CASE WHEN b.avec THEN c.produit_ids END, CASE WHEN b.avec THEN c.quantites END, "
      "CASE WHEN b.avec THEN c.prix_unitaires END, CASE WHEN b.avec THEN c.sous_totaux END "
      "FROM unnest($1::text[], $2::bool[]) AS b(id, avec) JOIN commandes c ON c.commande_id = b.id",
      {ids, avec_lignes});
  for (int i = 0; i < rows.rows(); ++i) lot.charger(commande(rows, i));
}

void charger_magasins(postgres::Connection& sql, const Besoins& besoins, Lot& lot) {
  if (besoins.magasins.empty()) return;
  const std::vector<std::int64_t> ids(besoins.magasins.begin(), besoins.magasins.end());
  const auto rows =
      sql.run("SELECT magasin_id, ouvert FROM magasins_connus WHERE magasin_id = ANY($1::bigint[])", {ids});
  for (int i = 0; i < rows.rows(); ++i) lot.charger_magasin(rows.integer(i, 0), rows.boolean(i, 1));
}

}  // namespace

Lot charger(postgres::Connection& sql, std::span<const Message* const> messages) {
  Besoins besoins;
  for (const auto* m : messages)
    if (const auto* pas = std::get_if<PasDeCommande>(m)) besoins.ajouter(*pas);
  Lot lot;
  charger_commandes(sql, besoins, lot);
  charger_magasins(sql, besoins, lot);
  return lot;
}

}  // namespace comptoir::ventes
