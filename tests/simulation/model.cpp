#include "tests/simulation/model.hpp"

#include <algorithm>

namespace comptoir::simulation {
namespace {

std::size_t index(std::int64_t id) { return static_cast<std::size_t>(id - 1); }

std::int64_t quantity(const Intent& i, std::int64_t product) {
  std::int64_t sum = 0;
  for (const auto& l : i.lignes) sum += l.produit_id == product ? l.quantite : 0;
  return sum;
}

}  // namespace

std::int64_t Model::wanted(std::int64_t store, std::int64_t product) const {
  std::int64_t sum = 0;
  for (const auto& mine : scenario_.intents)
    for (const auto& i : mine) sum += i.cle.magasin_id == store ? quantity(i, product) : 0;
  return sum;
}

std::int64_t Model::received(std::int64_t store, std::int64_t product, bool with_late) const {
  return scenario_.stock[index(store)][index(product)] + (with_late ? scenario_.late[index(store)][index(product)] : 0);
}

// What was there before the first order may not be enough for all that want it.
bool Model::may_lack_stock(const Intent& i) const {
  const auto store = i.cle.magasin_id;
  return std::ranges::any_of(
      i.lignes, [&](const auto& l) { return wanted(store, l.produit_id) > received(store, l.produit_id, false); });
}

bool Model::must_lack_stock(const Intent& i) const {
  const auto store = i.cle.magasin_id;
  return std::ranges::any_of(
      i.lignes, [&](const auto& l) { return quantity(i, l.produit_id) > received(store, l.produit_id, true); });
}

Cents Model::spent(std::int64_t client) const {
  Cents sum = 0;
  for (const auto& i : scenario_.intents[index(client)]) sum += scenario_.total(i);
  return sum;
}

std::string Model::objection(const Intent& i, const std::string& motif) const {
  const auto client = index(i.cle.client_id);
  const auto most = scenario_.balances[client] + scenario_.credits[client];
  if (motif.empty()) {
    if (must_lack_stock(i)) return "confirmed, and there never was so much stock";
    return scenario_.total(i) > most ? "confirmed, and there never was so much money" : "";
  }
  if (motif == "stock_indisponible")
    return may_lack_stock(i) ? "" : "refused for want of stock, and there is enough for all";
  if (motif == "paiement_refuse")
    return spent(i.cle.client_id) > scenario_.balances[client]
               ? ""
               : "refused for want of money, and there is enough for all orders";
  if (motif == "annulation_client") return i.cancelled ? "" : "cancelled by a client who never asked for it";
  if (motif == "magasin_ferme") return i.cle.magasin_id == scenario_.closed ? "" : "its store never closed";
  if (motif == "reservation_expiree")
    return wall_ >= scenario_.reservation ? "" : "its reservation cannot have expired yet";
  return "a motif that nobody knows: " + motif;
}

std::int64_t Model::stock_left(std::int64_t store, std::int64_t product,
                               const std::vector<const Intent*>& confirmed) const {
  auto left = received(store, product, true);
  for (const auto* i : confirmed) left -= i->cle.magasin_id == store ? quantity(*i, product) : 0;
  return left;
}

Cents Model::balance_left(std::int64_t client, const std::vector<const Intent*>& confirmed) const {
  auto left = scenario_.balances[index(client)] + scenario_.credits[index(client)];
  for (const auto* i : confirmed) left -= i->cle.client_id == client ? scenario_.total(*i) : 0;
  return left;
}

}  // namespace comptoir::simulation
