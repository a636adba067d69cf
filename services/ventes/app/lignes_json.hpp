// `produits` of an order or a sale, in events and in answers alike.
#pragma once
#include "libs/json/writer.hpp"
#include "services/ventes/domain/commande.hpp"

namespace comptoir::ventes {

inline void ecrire_lignes(json::Writer& w, const Lignes& l) {
  w.key("produits").open_array();
  for (std::size_t i = 0; i < l.size(); ++i) {
    w.open().field("produit_id", l.produit_ids[i]).field("quantite", l.quantites[i]);
    w.money("prix_unitaire", l.prix_unitaires[i]).money("sous_total", l.sous_totaux[i]).close();
  }
  w.close_array();
}

}  // namespace comptoir::ventes
