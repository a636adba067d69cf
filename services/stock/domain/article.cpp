#include "services/stock/domain/article.hpp"

namespace comptoir::stock {

void recevoir(Article& a, std::int64_t quantite) {
  a.physique += quantite;
  a.recu += quantite;
}

bool ajuster(Article& a, std::int64_t delta) {
  if (a.physique + delta < a.reserve) return false;
  a.physique += delta;
  a.ajuste += delta;
  return true;
}

void reserver(Article& a, std::int64_t quantite) { a.reserve += quantite; }

void liberer(Article& a, std::int64_t quantite) { a.reserve -= quantite; }

void sortir(Article& a, std::int64_t quantite) {
  a.physique -= quantite;
  a.reserve -= quantite;
  a.sorti += quantite;
}

}  // namespace comptoir::stock
