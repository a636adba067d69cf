#include <iterator>
#include <sstream>

#include "apps/comptoir/verify/checks.hpp"
#include "apps/comptoir/verify/history.hpp"
#include "libs/base/sums.hpp"

namespace comptoir::verify {
namespace {

/// Notes what `wrong(order)` says of each order for which it says anything.
template <class Wrong>
void judge(Finding& f, const Orders& orders, Wrong wrong) {
  for (const auto& [id, order] : orders)
    if (const std::string why = wrong(order); !why.empty()) f.breach(id + " : " + why);
}

template <class Which>
std::string count(const Orders& orders, Which which) {
  return std::to_string(std::ranges::count_if(orders, [&](const auto& entry) { return which(entry.second); }));
}

Finding known(const Evidence& e) {
  Finding f{std::to_string(e.orders.size()) + " commandes"};
  judge(f, e.orders, [](const Order& o) -> std::string {
    if (!o.placed) return "inconnue de panier";
    return o.state.empty() ? "inconnue de ventes" : "";
  });
  return f;
}

Finding ended(const Evidence& e) {
  Finding f{count(e.orders, [](const Order& o) { return o.state == "confirmee"; }) + " confirmées, " +
            count(e.orders, [](const Order& o) { return o.state == "annulee"; }) + " annulées, " +
            count(e.orders, [](const Order& o) { return !o.ended(); }) + " en cours"};
  judge(f, e.orders,
        [](const Order& o) { return o.ended() ? "" : "sans fin, état " + (o.state.empty() ? "inconnu" : o.state); });
  return f;
}

std::string wrong_state(const Order& o) {
  if ((o.state == "confirmee") != o.has("VenteConfirmee")) return "état " + o.state + " contraire à VenteConfirmee";
  const bool rejected =
      o.motive == "magasin_ferme" || o.motive == "reservation_expiree" || o.motive == "annulation_client";
  if (rejected != o.has("VenteRejetee")) return "motif " + o.motive + " contraire à VenteRejetee";
  if (o.motive == "stock_indisponible" && !o.has("StockIndisponible")) return "motif sans StockIndisponible";
  if (o.motive == "paiement_refuse" && !o.has("PaiementRefuse")) return "motif sans PaiementRefuse";
  return "";
}

Finding history(const Evidence& e) {
  std::size_t events = 0;
  for (const auto& [id, order] : e.orders) events += order.events.size();
  Finding f{std::to_string(events) + " événements de saga"};
  judge(f, e.orders, [](const Order& o) {
    const auto breach = breach_of_history(o.events);
    return breach ? *breach : wrong_state(o);
  });
  return f;
}

// What the store has so far: an effect never stands there before its cause, so each order is the beginning of a history.
Finding told(const Evidence& e) {
  std::vector<std::string> types;
  for (const auto& rule : rules()) types.emplace_back(rule.event);
  const auto rows = e.databases.of("event-store")
                        .run(
                            "SELECT aggregate_id, string_agg(event_type, ' ') FROM evenements "
                            "WHERE event_type = ANY($1) AND stream IS NOT NULL GROUP BY aggregate_id",
                            {types});
  Finding f{std::to_string(rows.rows()) + " commandes"};
  for (int i = 0; i < rows.rows(); ++i) {
    std::istringstream words(rows.string(i, 1));
    const std::multiset<std::string> events(std::istream_iterator<std::string>(words), {});
    if (const auto breach = breach_of_history(events)) f.breach(rows.string(i, 0) + " : " + *breach);
  }
  return f;
}

std::string wrong_sale(const Order& o) {
  const bool confirmed = o.state == "confirmee";
  if (confirmed != (o.sales == 1) || o.sales > 1) return std::to_string(o.sales) + " ventes";
  if (confirmed != (o.debits == 1 && o.refunds == 0))
    return std::to_string(o.debits) + " débits, " + std::to_string(o.refunds) + " remboursements";
  if (confirmed != (o.reservation == "sortie")) return "réservation " + o.reservation;
  if (confirmed && (o.sold != o.total || o.debited != o.total))
    return "total " + format_dollars(o.total) + ", vendu " + format_dollars(o.sold) + ", payé " +
           format_dollars(o.debited);
  return "";
}

Finding confirmed(const Evidence& e) {
  Sum sold;
  for (const auto& [id, order] : e.orders) sold += order.sold;
  Finding f{count(e.orders, [](const Order& o) { return o.sales > 0; }) + " ventes, " + sold.dollars()};
  judge(f, e.orders, wrong_sale);
  return f;
}

Finding cancelled(const Evidence& e) {
  Finding f{count(e.orders, [](const Order& o) { return o.state == "annulee" && o.refunds > 0; }) + " remboursées, " +
            count(e.orders, [](const Order& o) { return o.reservation == "liberee"; }) + " libérées"};
  judge(f, e.orders, [](const Order& o) -> std::string {
    if (o.state != "annulee") return "";
    if (o.debited != o.refunded) return "payé " + format_dollars(o.debited) + ", rendu " + format_dollars(o.refunded);
    return o.reservation == "active" ? "réservation encore active" : "";
  });
  return f;
}

constexpr Check kOrderChecks[] = {
    {"commandes connues", "chaque commande passée est connue de ventes, et elle seule", When::at_rest, known},
    {"commandes finies", "chaque commande a une fin et une seule", When::at_rest, ended},
    {"récits", "dans l'event-store, chaque commande est le début d'une histoire permise", When::always, told},
    {"histoires", "les événements de chaque commande sont une histoire permise", When::at_rest, history},
    {"confirmée", "confirmée ⇔ une vente ⇔ un débit gardé ⇔ stock sorti", When::at_rest, confirmed},
    {"annulée", "annulée ⇒ rien gardé, rien réservé", When::at_rest, cancelled},
};

}  // namespace

std::span<const Check> order_checks() { return kOrderChecks; }

}  // namespace comptoir::verify
