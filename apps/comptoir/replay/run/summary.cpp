#include "apps/comptoir/replay/run/summary.hpp"

#include <algorithm>
#include <cstdio>
#include <unordered_set>

#include "libs/base/ids.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::replay {
namespace {

constexpr const char* kEndings[] = {"VenteConfirmee", "StockIndisponible", "PaiementRefuse"};
constexpr int kLabelWidth = 26, kValueWidth = 18;

std::int64_t present(const std::vector<std::int64_t>& ids) { return std::ssize(ids) - std::ranges::count(ids, 0); }

std::int64_t stock_left(Api& api, const Ids& ids) {
  std::int64_t sum = 0;
  for (const auto store : ids.stores)
    if (store != 0)
      api.for_each("/api/stock?magasin_id=" + std::to_string(store),
                   [&](const boost::json::value& stock) { sum += integer_at(stock, "physique"); });
  return sum;
}

Cents balances_left(Api& api, const Ids& ids) {
  const std::unordered_set<std::int64_t> ours(ids.clients.begin(), ids.clients.end());
  Cents sum = 0;
  api.for_each("/api/clients", [&](const boost::json::value& client) {
    if (ours.contains(integer_at(client, "client_id"))) sum += cents_at(client, "solde");
  });
  return sum;
}

/// "18532" -> "18 532".
std::string grouped(std::int64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ' ');
  return text;
}

std::string amount(Cents cents) {
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ",%02d", static_cast<int>(std::abs(cents % 100)));
  return grouped(cents / 100) + fraction;
}

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

/// The width of a terminal's cells, not of bytes.
std::size_t cells(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string row(const std::string& label, const std::string& value) {
  return "  " + label + std::string(kLabelWidth - std::min<std::size_t>(kLabelWidth, cells(label)), ' ') +
         std::string(kValueWidth - std::min<std::size_t>(kValueWidth, cells(value)), ' ') + value + '\n';
}

std::int64_t count_of(const Summary& s, const std::string& statut) {
  const auto found = s.endings.find(statut);
  return found == s.endings.end() ? 0 : found->second;
}

}  // namespace

Summary summarize(Api& api, const Plan& plan, const Ids& ids, const std::vector<Ending>& endings) {
  Summary s;
  s.products = present(ids.products);
  s.stores = present(ids.stores);
  s.clients = present(ids.clients);
  s.orders = std::ssize(plan.orders);
  s.lines = plan.kept_lines;
  s.bad_lines = plan.bad_lines;
  std::string statuts;
  for (std::size_t i = 0; i < endings.size(); ++i) {
    ++s.endings[endings[i].statut];
    if (endings[i].statut == "VenteConfirmee") s.sales += endings[i].total;
    statuts += plan.orders[i].invoice + ':' + endings[i].statut + '\n';
  }
  s.sha256_statuts = sha256_hex(statuts);
  s.stock = stock_left(api, ids);
  s.balances = balances_left(api, ids);
  return s;
}

std::string to_json(const Summary& s) {
  json::Writer w;
  w.open().field("produits", s.products).field("magasins", s.stores).field("clients", s.clients);
  w.field("commandes", s.orders).field("lignes", s.lines);
  w.field("lignes_ignorees", s.bad_lines).field("pertes", s.losses);
  for (const auto* statut : kEndings) w.field(statut, count_of(s, statut));
  if (const auto rejected = count_of(s, "VenteRejetee")) w.field("VenteRejetee", rejected);
  w.field("ventes_total_cents", s.sales).field("stock_restant", s.stock).field("solde_restant_cents", s.balances);
  w.field("sha256_statuts", s.sha256_statuts);
  w.key("debit_commandes_s").raw(decimal(s.orders_per_second)).key("duree_s").raw(decimal(s.seconds));
  return w.close().text();
}

std::string to_table(const Summary& s) {
  std::string text = row("Produits", grouped(s.products)) + row("Magasins", grouped(s.stores)) +
                     row("Clients", grouped(s.clients)) + row("Lignes de facture", grouped(s.lines)) +
                     row("Commandes", grouped(s.orders));
  for (const auto* statut : kEndings) text += row("  " + std::string(statut), grouped(count_of(s, statut)));
  if (const auto rejected = count_of(s, "VenteRejetee")) text += row("  VenteRejetee", grouped(rejected));
  if (s.bad_lines > 0) text += row("Lignes ignorées", grouped(s.bad_lines));
  if (s.losses > 0) text += row("Pertes", grouped(s.losses));
  text += row("Total des ventes ($)", amount(s.sales)) + row("Soldes restants ($)", amount(s.balances)) +
          row("Stock restant (unités)", grouped(s.stock)) + row("Commandes par seconde", decimal(s.orders_per_second)) +
          row("Durée (s)", decimal(s.seconds));
  return text + "  Empreinte des fins " + s.sha256_statuts + '\n';
}

}  // namespace comptoir::replay
