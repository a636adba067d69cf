// What client-service acts on: commands from the edge, announcements from other services.
#pragma once
#include "services/client/domain/paiement.hpp"

namespace comptoir::client {

struct CreerClient {
  std::string nom;
  std::optional<std::string> reference;
  Cents solde = 0;
};
struct Crediter {
  std::int64_t client_id = 0;
  Cents montant = 0;
  std::string raison;
};
struct Debiter {
  std::int64_t client_id = 0;
  Cents montant = 0;
  std::string raison;
};

struct Oublier {
  std::int64_t client_id = 0;
};

using Message = std::variant<CreerClient, Crediter, Debiter, Oublier, StockReserve, VenteRejetee>;

}  // namespace comptoir::client
