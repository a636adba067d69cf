#include "apps/comptoir/verify/orders.hpp"

namespace comptoir::verify {
namespace {

/// Calls `each(order, rows, i)` for each row; its first column is the order's id.
template <class Each>
void join(Orders& orders, const postgres::Result& rows, Each each) {
  for (int i = 0; i < rows.rows(); ++i) each(orders[rows.string(i, 0)], i);
}

void join_placed(Orders& orders, Databases& db) {
  const auto rows = db.of("panier").run("SELECT commande_id, total FROM commandes");
  orders.reserve(static_cast<std::size_t>(rows.rows()));
  join(orders, rows, [&](Order& o, int i) {
    o.placed = true;
    o.total = rows.integer(i, 1);
  });
}

void join_verdicts(Orders& orders, Databases& db) {
  const auto rows = db.of("ventes").run("SELECT commande_id, etat, coalesce(motif, '') FROM commandes");
  join(orders, rows, [&](Order& o, int i) {
    o.state = rows.string(i, 1);
    o.motive = rows.string(i, 2);
  });
  const auto sales = db.of("ventes").run("SELECT commande_id, total FROM ventes");
  join(orders, sales, [&](Order& o, int i) {
    ++o.sales;
    o.sold += sales.integer(i, 1);
  });
}

void join_money(Orders& orders, Databases& db) {
  const auto words = db.of("client").run("SELECT commande_id, etat FROM paiements");
  join(orders, words, [&](Order& o, int i) { o.payment = words.string(i, 1); });
  const auto ledger = db.of("client").run(
      "SELECT commande_id, montant, type = 'paiement' FROM grand_livre WHERE type IN ('paiement', 'remboursement')");
  join(orders, ledger, [&](Order& o, int i) {
    const bool debit = ledger.boolean(i, 2);
    ++(debit ? o.debits : o.refunds);
    (debit ? o.debited : o.refunded) += debit ? -ledger.integer(i, 1) : ledger.integer(i, 1);
  });
}

void join_reservations(Orders& orders, Databases& db) {
  const auto rows = db.of("stock").run("SELECT commande_id, etat FROM reservations");
  join(orders, rows, [&](Order& o, int i) { o.reservation = rows.string(i, 1); });
}

void join_events(Orders& orders, Databases& db) {
  for (const auto* service : {"panier", "stock", "client", "ventes"}) {
    const auto rows =
        db.of(service).run("SELECT aggregate_id, event_type FROM journal WHERE aggregate_id LIKE 'cmd-%'");
    join(orders, rows, [&](Order& o, int i) { o.events.insert(rows.string(i, 1)); });
  }
}

}  // namespace

Orders read_orders(Databases& db) {
  Orders orders;
  join_placed(orders, db);
  join_verdicts(orders, db);
  join_money(orders, db);
  join_reservations(orders, db);
  join_events(orders, db);
  return orders;
}

}  // namespace comptoir::verify
