// What events add up to. Sums alone, so that the order of events does not matter and a batch is one row per key.
#pragma once
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "libs/base/clock.hpp"
#include "libs/base/money.hpp"
#include "libs/base/sums.hpp"

namespace comptoir::event_store::projections {

struct Ligne {
  std::int64_t produit_id = 0;
  std::int64_t quantite = 0;
  Cents sous_total = 0;
};

struct CumulVentes {
  struct Somme {
    std::int64_t compte = 0;  ///< sales, or units of a product
    Sum total;                ///< cents; many orders of the largest total exceed int64
  };
  using MagasinJour = std::pair<std::int64_t, std::int64_t>;  ///< days since 1970, UTC
  using MagasinJourProduit = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

  std::map<MagasinJour, Somme> par_jour;
  std::map<MagasinJourProduit, Somme> par_produit;

  void vendre(std::int64_t magasin_id, Instant le, Cents total, const std::vector<Ligne>& lignes);
};

struct CumulStock {
  struct Mouvement {
    std::int64_t recu = 0, ajuste = 0, sorti = 0, reserve = 0;
  };
  std::map<std::pair<std::int64_t, std::int64_t>, Mouvement> articles;  ///< by (store, product)

  void recevoir(std::int64_t magasin_id, std::int64_t produit_id, std::int64_t quantite);
  void ajuster(std::int64_t magasin_id, std::int64_t produit_id, std::int64_t delta);
  void reserver(std::int64_t magasin_id, const std::vector<Ligne>& lignes);
  void liberer(std::int64_t magasin_id, const std::vector<Ligne>& lignes);
  void sortir(std::int64_t magasin_id, const std::vector<Ligne>& lignes);  ///< what was reserved leaves the store
};

struct CumulSoldes {
  struct Mouvement {
    Sum verse, debite, paye, rembourse;  ///< cents, each positive
    std::int64_t ecritures = 0;
  };
  std::map<std::int64_t, Mouvement> clients;

  Mouvement& ecrire(std::int64_t client_id);
};

}  // namespace comptoir::event_store::projections
