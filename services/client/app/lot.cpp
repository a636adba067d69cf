#include "services/client/app/lot.hpp"

namespace comptoir::client {
namespace {

template <class Map, class Key>
const typename Map::mapped_type* find(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

template <class Map, class Keys>
std::vector<typename Map::mapped_type> pick(const Map& map, const Keys& keys) {
  std::vector<typename Map::mapped_type> out;
  out.reserve(keys.size());
  for (const auto& key : keys) out.push_back(map.at(key));
  return out;
}

}  // namespace

void Lot::charger(Client client) {
  if (client.reference) references_.insert(*client.reference);
  const auto id = client.id;
  clients_.insert_or_assign(id, std::move(client));
}

void Lot::charger(Paiement paiement) {
  auto id = paiement.commande_id;
  paiements_.insert_or_assign(std::move(id), std::move(paiement));
}

const Client* Lot::client(std::int64_t client_id) const { return find(clients_, client_id); }
const Paiement* Lot::paiement(const std::string& commande_id) const { return find(paiements_, commande_id); }

bool Lot::reference_prise(const std::optional<std::string>& reference) const {
  return reference && references_.contains(*reference);
}

std::int64_t Lot::nouvel_id() {
  do ++dernier_id_;
  while (dernier_id_ % numerotation_.par != numerotation_.reste);
  return dernier_id_;
}

void Lot::garder(const Client& client) {
  clients_modifies_.insert(client.id);
  charger(client);
}

void Lot::garder(const Paiement& paiement) {
  paiements_modifies_.insert(paiement.commande_id);
  charger(paiement);
}

void Lot::garder(const Passage& passage, Instant le) {
  garder(passage.client);
  const auto& e = passage.ecriture;
  ecritures_.emplace(std::pair{e.client_id, e.seq}, e).first->second.le = le;
}

void Lot::oublier(const Client& client) {
  garder(oublie(client));
  oublies_.insert(client.id);
}

std::vector<Client> Lot::clients_modifies() const { return pick(clients_, clients_modifies_); }
std::vector<Paiement> Lot::paiements_modifies() const { return pick(paiements_, paiements_modifies_); }

std::vector<Ecriture> Lot::ecritures() const {
  std::vector<Ecriture> out;
  out.reserve(ecritures_.size());
  for (const auto& [key, ecriture] : ecritures_) out.push_back(ecriture);
  return out;
}

}  // namespace comptoir::client
