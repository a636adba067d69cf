#include "libs/json/writer.hpp"
#include "services/ventes/adapters/evenements.hpp"
#include "services/ventes/app/lignes_json.hpp"

namespace comptoir::ventes {
namespace {

service::Emission emission(const char* type, const Commande& c, json::Writer data) {
  return {kStream, type, c.commande_id, "client:" + std::to_string(c.client_id), c.commande_id, std::move(data).text()};
}

}  // namespace

service::Emission vente_confirmee(const Commande& c) {
  json::Writer w;
  w.open().field("client_id", c.client_id).field("magasin_id", c.magasin_id);
  ecrire_lignes(w, c.lignes);
  w.money("total", c.total).close();
  return emission("VenteConfirmee", c, std::move(w));
}

service::Emission vente_rejetee(const Commande& c) {
  json::Writer w;
  w.open().field("client_id", c.client_id).field("magasin_id", c.magasin_id);
  w.money("total", c.total).field("motif", nom(c.motif)).close();
  return emission("VenteRejetee", c, std::move(w));
}

}  // namespace comptoir::ventes
