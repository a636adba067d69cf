#include "services/client/app/representation.hpp"

namespace comptoir::client {

void write(json::Writer& w, const Client& c) {
  w.open().field("client_id", c.id).field("reference", c.reference).field("nom", c.nom).money("solde", c.solde).close();
}

std::string to_json(const Client& c) {
  json::Writer w;
  write(w, c);
  return std::move(w).text();
}

}  // namespace comptoir::client
