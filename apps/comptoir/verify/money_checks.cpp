#include "apps/comptoir/verify/checks.hpp"
#include "libs/base/sums.hpp"

namespace comptoir::verify {
namespace {

Finding conserved(const Evidence& e) {
  auto& client = e.databases.of("client");
  const auto sums = client.run(R"sql(
SELECT coalesce(sum(montant) FILTER (WHERE type IN ('creation', 'credit', 'debit')), 0)::text,
       coalesce(-sum(montant) FILTER (WHERE type = 'paiement'), 0)::text,
       coalesce(sum(montant) FILTER (WHERE type = 'remboursement'), 0)::text,
       (SELECT coalesce(sum(solde), 0)::text FROM clients) FROM grand_livre)sql");
  const auto sum = [&](int column) { return Sum::of(sums.text(0, column)); };
  const Sum credits = sum(0), payments = sum(1), refunds = sum(2), balances = sum(3);
  const Sum left = credits - payments + refunds;
  Finding f{credits.dollars() + " versés − " + payments.dollars() + " payés + " + refunds.dollars() +
            " remboursés = " + left.dollars()};
  if (left != balances) f.breach("les soldes font " + balances.dollars());
  return f;
}

Finding ledgers(const Evidence& e) {
  auto& client = e.databases.of("client");
  const auto count = client.run("SELECT (SELECT count(*) FROM clients), count(*) FROM grand_livre");
  Finding f{std::to_string(count.integer(0, 1)) + " écritures de " + std::to_string(count.integer(0, 0)) + " clients"};
  breaches_from(f, client.run(R"sql(
SELECT format('cli-%s écriture %s : montant %s, solde %s', client_id, seq, montant, solde)
FROM (SELECT *, row_number() OVER w AS n, sum(montant) OVER w AS expected FROM grand_livre
      WINDOW w AS (PARTITION BY client_id ORDER BY seq)) l
WHERE seq <> n OR solde <> expected OR (montant > 0) <> (type IN ('creation', 'credit', 'remboursement')))sql"));
  breaches_from(f, client.run(R"sql(
SELECT format('cli-%s : solde %s, grand livre %s', coalesce(c.client_id, l.client_id), solde, l.total)
FROM clients c FULL JOIN (SELECT client_id, sum(montant) total, count(*) n FROM grand_livre GROUP BY 1) l USING (client_id)
WHERE solde IS DISTINCT FROM coalesce(l.total, 0) OR ecritures IS DISTINCT FROM coalesce(l.n, 0) OR solde < 0)sql"));
  return f;
}

Finding payments(const Evidence& e) {
  auto& client = e.databases.of("client");
  const auto count = client.run(
      "SELECT count(*) FILTER (WHERE etat = 'accepte'), count(*) FILTER (WHERE etat = 'rembourse') FROM paiements");
  Finding f{std::to_string(count.integer(0, 0)) + " payées, " + std::to_string(count.integer(0, 1)) + " remboursées"};
  breaches_from(f, client.run(R"sql(
WITH moved AS (
  SELECT commande_id, count(*) FILTER (WHERE type = 'paiement') debits, count(*) FILTER (WHERE type = 'remboursement') refunds,
         coalesce(-sum(montant) FILTER (WHERE type = 'paiement'), 0) debited,
         coalesce(sum(montant) FILTER (WHERE type = 'remboursement'), 0) refunded
  FROM grand_livre WHERE type IN ('paiement', 'remboursement') GROUP BY 1)
SELECT format('%s : paiement %s de %s, grand livre %s débits %s et %s remboursements %s', coalesce(p.commande_id, m.commande_id),
              etat, total, debits, debited, refunds, refunded)
FROM paiements p FULL JOIN moved m USING (commande_id)
WHERE etat IS NULL
   OR (coalesce(debits, 0), coalesce(debited, 0)) <>
      (CASE WHEN etat IN ('accepte', 'rembourse') THEN (1::bigint) ELSE 0 END, CASE WHEN etat IN ('accepte', 'rembourse') THEN total ELSE 0 END)
   OR (coalesce(refunds, 0), coalesce(refunded, 0)) <>
      (CASE WHEN etat = 'rembourse' THEN (1::bigint) ELSE 0 END, CASE WHEN etat = 'rembourse' THEN total ELSE 0 END))sql"));
  return f;
}

constexpr Check kMoneyChecks[] = {
    {"argent conservé", "versements − paiements + remboursements = soldes", When::always, conserved},
    {"grands livres", "écritures denses, solde courant juste, jamais négatif", When::always, ledgers},
    {"paiements", "payée une fois au plus, remboursée de ce qui fut payé", When::always, payments},
};

}  // namespace

std::span<const Check> money_checks() { return kMoneyChecks; }

}  // namespace comptoir::verify
