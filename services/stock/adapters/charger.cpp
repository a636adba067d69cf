#include <algorithm>

#include "services/stock/adapters/lots.hpp"
#include "services/stock/adapters/partition.hpp"

namespace comptoir::stock {
namespace {

using Ids = std::vector<std::int64_t>;

// Keeps stores' locks apart from any other advisory lock of the database.
constexpr const char* kVerrouiller =
    "SELECT pg_advisory_xact_lock(1937007467, (id % 2147483647)::int) FROM unnest($1::bigint[]) AS id";

// What a batch needs, gathered before the first statement.
struct Besoins {
  Ids magasins;             ///< to lock
  Ids produits, recevants;  ///< to be known
  std::vector<Cle> articles;
  std::vector<std::string> commandes;

  void operator()(const ProduitConnu&) {}
  void operator()(const MagasinConnu&) {}
  void operator()(const CommandeCreee& m) {
    commandes.push_back(m.commande.commande_id);
    for (const auto& l : m.lignes) articles.push_back({m.commande.magasin_id, l.produit_id});
  }
  void operator()(const CommandeFinie& m) { commandes.push_back(m.commande.commande_id); }
  void operator()(const Expirer& m) { commandes.push_back(m.commande_id); }
  void operator()(const Recevoir& m) {
    for (const auto& l : m.lignes) article(m.magasin_id, l.produit_id);
  }
  void operator()(const Ajuster& m) { article(m.magasin_id, m.produit_id); }

  void operator()(const StockRecu& f) { articles.push_back(f.cle); }
  void operator()(const StockAjuste& f) { articles.push_back(f.cle); }
  void operator()(const StockReserve& f) {
    for (const auto& l : f.lignes) articles.push_back({f.commande.magasin_id, l.produit_id});
  }
  void operator()(const StockIndisponible&) {}
  void operator()(const StockLibere& f) { commandes.push_back(f.commande.commande_id); }
  void operator()(const ReservationExpiree& f) { commandes.push_back(f.commande.commande_id); }

 private:
  void article(std::int64_t magasin, std::int64_t produit) {
    recevants.push_back(magasin);
    produits.push_back(produit);
    articles.push_back({magasin, produit});
  }
};

template <class T>
void trier(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void verrouiller(postgres::Connection& sql, Besoins& besoins) {
  if (besoins.magasins.empty()) return;
  trier(besoins.magasins);
  sql.post(kVerrouiller, {besoins.magasins});
}

void charger_connus(postgres::Connection& sql, Besoins& besoins, Lot& lot) {
  if (besoins.recevants.empty()) return;
  trier(besoins.produits);
  trier(besoins.recevants);
  const auto produits =
      sql.run("SELECT produit_id FROM produits_connus WHERE produit_id = ANY($1::bigint[])", {besoins.produits});
  for (int i = 0; i < produits.rows(); ++i) lot.charger_produit(produits.integer(i, 0));
  const auto magasins =
      sql.run("SELECT magasin_id FROM magasins_connus WHERE magasin_id = ANY($1::bigint[])", {besoins.recevants});
  for (int i = 0; i < magasins.rows(); ++i) lot.charger_magasin(magasins.integer(i, 0));
}

Reservation reservation(const postgres::Result& r, int i) {
  Reservation out{r.string(i, 0), r.integer(i, 1), r.integer(i, 2), r.integer(i, 3), {}, etat_de(r.text(i, 6)), {},
                  r.boolean(i, 8)};
  out.echeance = r.optional_instant(i, 7);
  const auto produits = r.integers(i, 4), quantites = r.integers(i, 5);
  out.lignes.reserve(produits.size());
  for (std::size_t k = 0; k < produits.size(); ++k) out.lignes.push_back({produits[k], quantites[k]});
  return out;
}

// An active reservation's articles are needed too: it may be freed or issued.
void charger_reservations(postgres::Connection& sql, Besoins& besoins, Lot& lot) {
  if (besoins.commandes.empty()) return;
  trier(besoins.commandes);
  const auto rows = sql.run(
      "SELECT commande_id, client_id, magasin_id, total, produit_ids, quantites, etat, echeance, expiree_signalee "
      "FROM reservations WHERE commande_id = ANY($1::text[])",
      {besoins.commandes});
  for (int i = 0; i < rows.rows(); ++i) {
    auto r = reservation(rows, i);
    if (r.etat == Etat::active)
      for (const auto& l : r.lignes) besoins.articles.push_back({r.magasin_id, l.produit_id});
    lot.charger(std::move(r));
  }
}

void charger_articles(postgres::Connection& sql, const std::vector<Cle>& voulus, Lot& lot) {
  if (voulus.empty()) return;
  Ids magasins, produits;
  for (const auto& cle : voulus) {
    magasins.push_back(cle.magasin_id);
    produits.push_back(cle.produit_id);
  }
  const auto rows = sql.run(
      "SELECT s.magasin_id, s.produit_id, s.physique, s.reserve, s.recu, s.sorti, s.ajuste "
      "FROM unnest($1::bigint[], $2::bigint[]) AS k(magasin_id, produit_id) "
      "JOIN stock s ON s.magasin_id = k.magasin_id AND s.produit_id = k.produit_id",
      {magasins, produits});
  for (int i = 0; i < rows.rows(); ++i)
    lot.charger(
        Cle{rows.integer(i, 0), rows.integer(i, 1)},
        Article{rows.integer(i, 2), rows.integer(i, 3), rows.integer(i, 4), rows.integer(i, 5), rows.integer(i, 6)});
}

}  // namespace

Lot charger(postgres::Connection& sql, const Memoire& memoire, std::span<const Message* const> messages) {
  Besoins besoins;
  for (const auto* m : messages) {
    std::visit([&](const auto& one) { besoins(one); }, *m);
    if (const auto magasin = magasin_a_verrouiller(*m)) besoins.magasins.push_back(*magasin);
  }
  Lot lot;
  verrouiller(sql, besoins);
  charger_connus(sql, besoins, lot);
  charger_reservations(sql, besoins, lot);
  trier(besoins.articles);
  charger_articles(sql, memoire.charger(lot, besoins.articles), lot);
  return lot;
}

Lot charger(postgres::Connection& sql, const std::vector<Fait>& faits) {
  Besoins besoins;
  for (const auto& fait : faits) std::visit([&](const auto& one) { besoins(one); }, fait);
  Lot lot;
  charger_reservations(sql, besoins, lot);
  trier(besoins.articles);
  charger_articles(sql, besoins.articles, lot);
  return lot;
}

std::vector<Expirer> echues(postgres::Connection& sql, Instant maintenant, bus::Partition partition) {
  const auto rows = sql.run(
      "SELECT commande_id, magasin_id FROM reservations WHERE etat = 'active' AND NOT expiree_signalee AND echeance <= "
      "$1 AND client_id % $3 = $4 ORDER BY echeance LIMIT $2",
      {maintenant, kMaxEcheances, partition.of, partition.number});
  std::vector<Expirer> out;
  for (int i = 0; i < rows.rows(); ++i) out.push_back({rows.string(i, 0), rows.integer(i, 1)});
  return out;
}

}  // namespace comptoir::stock
