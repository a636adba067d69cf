// A client's balance and its ledger: every movement of money is one line, and the balance is their sum.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "libs/base/clock.hpp"
#include "libs/base/money.hpp"

namespace comptoir::client {

inline constexpr std::size_t kMaxNom = 200, kMaxReference = 64, kMaxRaison = 200;  ///< bytes

struct Client {
  std::int64_t id = 0;
  std::optional<std::string> reference;
  std::optional<std::string> nom;  ///< nothing once the client is forgotten
  Cents solde = 0;
  std::int64_t ecritures = 0;  ///< lines in the ledger; the last one's seq
  bool operator==(const Client&) const = default;
};

enum class TypeEcriture { creation, credit, debit, paiement, remboursement };

/// Money to move: positive in, negative out. Commande and raison may be empty.
struct Mouvement {
  TypeEcriture type = TypeEcriture::credit;
  Cents montant = 0;
  std::string commande_id;
  std::string raison;
  bool operator==(const Mouvement&) const = default;
};

/// A line of the ledger: the movement, the balance after it, and when.
struct Ecriture {
  std::int64_t client_id = 0;
  std::int64_t seq = 0;
  Mouvement mouvement;
  Cents solde = 0;
  Instant le{};
  bool operator==(const Ecriture&) const = default;
};

enum class Refus { client_inconnu, reference_prise, solde_insuffisant, solde_maximal };

/// The client after the movement, and the line to write.
struct Passage {
  Client client;
  Ecriture ecriture;
};

/// Without what says who he is; his money stays.
Client oublie(Client);

/// Refuses to go below zero, and above kMaxSum except for a refund, which only gives back what was taken.
std::variant<Passage, Refus> passer(const Client&, const Mouvement&);

}  // namespace comptoir::client
