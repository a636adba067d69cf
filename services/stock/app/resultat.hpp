// What is decided on one message: facts for the journal, and an answer when somebody asked.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "libs/json/fields.hpp"
#include "services/stock/app/messages.hpp"
#include "services/stock/domain/article.hpp"

namespace comptoir::stock {

struct StockRecu {
  Cle cle;
  std::int64_t quantite = 0, physique = 0;
};
struct StockAjuste {
  Cle cle;
  std::int64_t delta = 0;
  std::string raison;
  std::int64_t physique = 0;
};
struct StockReserve {
  Entete commande;
  std::vector<LigneCommande> lignes;  ///< as the order gave them
  Instant echeance;
};
struct StockIndisponible {
  Entete commande;
  std::vector<LigneCommande> lignes;  ///< as the order gave them, and says: the event leaves them to its cause
  std::vector<Manquant> manquants;
};
struct StockLibere {
  Entete commande;
  std::string motif;
  std::vector<Quantite> lignes;
};
struct ReservationExpiree {
  Entete commande;
  Instant echeance;
};
using Fait = std::variant<StockRecu, StockAjuste, StockReserve, StockIndisponible, StockLibere, ReservationExpiree>;

struct ArticleVu {
  Cle cle;
  Article article;
};
struct Recu {
  std::int64_t magasin_id = 0;
  std::vector<ArticleVu> lignes;
};
/// Products or stores nobody has announced; nothing was written.
struct Inconnus {
  std::vector<json::FieldError> erreurs;
};
/// The adjustment would leave less than is reserved; nothing was written.
struct SousLaReserve {
  ArticleVu actuel;
  std::int64_t delta = 0;
};
using Reponse = std::variant<std::monostate, Recu, ArticleVu, Inconnus, SousLaReserve>;

struct Resultat {
  std::vector<Fait> faits;
  Reponse reponse;
};

}  // namespace comptoir::stock
