// The working set of one batch: the clients and payments its messages are about, as stored and as changed so far.
#pragma once
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "services/client/domain/paiement.hpp"

namespace comptoir::client {

/// Which ids may be given here: those that leave `reste` when they are divided by `par`.
struct Numerotation {
  std::int64_t reste = 0, par = 1;
};

class Lot {
 public:
  /// `dernier_id`: the highest client id given so far; only creations need it.
  explicit Lot(std::int64_t dernier_id = 0, Numerotation numerotation = {})
      : dernier_id_(dernier_id), numerotation_(numerotation) {}

  /// As it is stored.
  void charger(Client);
  void charger(Paiement);
  const Client* client(std::int64_t client_id) const;
  const Paiement* paiement(const std::string& commande_id) const;
  bool reference_prise(const std::optional<std::string>&) const;
  std::int64_t nouvel_id();

  /// As it shall be stored.
  void garder(const Client&);
  void garder(const Paiement&);
  void garder(const Passage&, Instant le);
  void oublier(const Client&);

  /// What was kept, in order of key.
  std::vector<Client> clients_modifies() const;
  std::vector<Ecriture> ecritures() const;
  std::vector<Paiement> paiements_modifies() const;
  const std::set<std::int64_t>& oublies() const { return oublies_; }

 private:
  std::int64_t dernier_id_;
  Numerotation numerotation_;
  std::unordered_map<std::int64_t, Client> clients_;
  std::set<std::string> references_;
  std::unordered_map<std::string, Paiement> paiements_;
  std::set<std::int64_t> clients_modifies_;
  std::set<std::string> paiements_modifies_;
  std::set<std::int64_t> oublies_;
  std::map<std::pair<std::int64_t, std::int64_t>, Ecriture> ecritures_;
};

}  // namespace comptoir::client
