#include <algorithm>

#include "services/stock/adapters/lots.hpp"

namespace comptoir::stock {
namespace {

using Ids = std::vector<std::int64_t>;
using postgres::array_literal;

Ids ids(const std::set<std::int64_t>& values) { return {values.begin(), values.end()}; }

void enregistrer_connus(postgres::Connection& sql, const Lot& lot) {
  if (!lot.nouveaux_produits().empty())
    sql.post("INSERT INTO produits_connus SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING",
             {ids(lot.nouveaux_produits())});
  if (!lot.nouveaux_magasins().empty())
    sql.post("INSERT INTO magasins_connus SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING",
             {ids(lot.nouveaux_magasins())});
}

// Column by column, as unnest takes them.
struct Colonnes {
  Ids magasins, produits, physique, reserve, recu, sorti, ajuste;
  void ajouter(const Cle& cle, const Article& a) {
    magasins.push_back(cle.magasin_id);
    produits.push_back(cle.produit_id);
    physique.push_back(a.physique);
    reserve.push_back(a.reserve);
    recu.push_back(a.recu);
    sorti.push_back(a.sorti);
    ajuste.push_back(a.ajuste);
  }
  std::vector<postgres::Param> params() const { return {magasins, produits, physique, reserve, recu, sorti, ajuste}; }
};

constexpr const char* kInserer =
    "INSERT INTO stock (magasin_id, produit_id, physique, reserve, recu, sorti, ajuste) "
    "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], "
    "$7::bigint[])";

// Not ON CONFLICT, which locks each row before it writes it.
constexpr const char* kModifier =
    "UPDATE stock s SET physique = e.physique, reserve = e.reserve, recu = e.recu, sorti = e.sorti, ajuste = e.ajuste "
    "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) "
    "AS e(magasin_id, produit_id, physique, reserve, recu, sorti, ajuste) "
    "WHERE s.magasin_id = e.magasin_id AND s.produit_id = e.produit_id";

void enregistrer_articles(postgres::Connection& sql, const Lot& lot) {
  std::vector<const std::pair<const Cle, Lot::Fiche>*> changes;
  for (const auto& entry : lot.articles())
    if (entry.second.change) changes.push_back(&entry);
  std::sort(changes.begin(), changes.end(), [](auto* a, auto* b) { return a->first < b->first; });

  Colonnes nouveaux, connus;
  for (const auto* c : changes) (c->second.existe ? connus : nouveaux).ajouter(c->first, c->second.article);
  if (!connus.produits.empty()) sql.post(kModifier, connus.params());
  if (!nouveaux.produits.empty()) sql.post(kInserer, nouveaux.params());
}

struct Lignes {
  std::string produits, quantites;
};
Lignes litteraux(const std::vector<Quantite>& lignes) {
  Ids produits, quantites;
  for (const auto& l : lignes) {
    produits.push_back(l.produit_id);
    quantites.push_back(l.quantite);
  }
  return {array_literal(produits), array_literal(quantites)};
}

void inserer(postgres::Connection& sql, const std::vector<const Reservation*>& nouvelles) {
  if (nouvelles.empty()) return;
  std::vector<std::string> commandes, produits, quantites, etats;
  Ids clients, magasins, totaux;
  std::vector<Instant> echeances;
  std::vector<bool> avec_echeance, signalees;
  for (const auto* r : nouvelles) {
    auto lignes = litteraux(r->lignes);
    commandes.push_back(r->commande_id);
    clients.push_back(r->client_id);
    magasins.push_back(r->magasin_id);
    totaux.push_back(r->total);
    produits.push_back(std::move(lignes.produits));
    quantites.push_back(std::move(lignes.quantites));
    etats.emplace_back(nom(r->etat));
    echeances.push_back(r->echeance.value_or(Instant{}));
    avec_echeance.push_back(r->echeance.has_value());
    signalees.push_back(r->expiree_signalee);
  }
  sql.post(
      "INSERT INTO reservations (commande_id, client_id, magasin_id, total, produit_ids, quantites, etat, echeance, "
      "expiree_signalee) SELECT c, cl, m, t, p::bigint[], q::bigint[], e, CASE WHEN a THEN d END, s "
      "FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], "
      "$8::timestamptz[], $9::bool[], $10::bool[]) AS x(c, cl, m, t, p, q, e, d, a, s)",
      {commandes, clients, magasins, totaux, produits, quantites, etats, echeances, avec_echeance, signalees});
}

void modifier(postgres::Connection& sql, const std::vector<const Reservation*>& changees) {
  if (changees.empty()) return;
  std::vector<std::string> commandes, etats;
  std::vector<bool> signalees;
  for (const auto* r : changees) {
    commandes.push_back(r->commande_id);
    etats.emplace_back(nom(r->etat));
    signalees.push_back(r->expiree_signalee);
  }
  sql.post(
      "UPDATE reservations r SET etat = x.e, expiree_signalee = x.s "
      "FROM unnest($1::text[], $2::text[], $3::bool[]) AS x(c, e, s) WHERE r.commande_id = x.c",
      {commandes, etats, signalees});
}

void enregistrer_reservations(postgres::Connection& sql, const Lot& lot) {
  std::vector<const Reservation*> nouvelles, changees;
  for (const auto& [id, d] : lot.dossiers())
    if (d.change) (d.existe ? changees : nouvelles).push_back(&d.reservation);
  const auto par_cle = [](auto* a, auto* b) { return a->commande_id < b->commande_id; };
  std::sort(nouvelles.begin(), nouvelles.end(), par_cle);
  std::sort(changees.begin(), changees.end(), par_cle);
  inserer(sql, nouvelles);
  modifier(sql, changees);
}

}  // namespace

void enregistrer(postgres::Connection& sql, const Lot& lot) {
  enregistrer_connus(sql, lot);
  enregistrer_reservations(sql, lot);
  enregistrer_articles(sql, lot);
}

}  // namespace comptoir::stock
