#include "services/stock/domain/reservation.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace comptoir::stock {
namespace {

constexpr std::array<std::string_view, 5> kNoms = {"active", "liberee", "sortie", "refusee", "rejetee_avant"};

}  // namespace

std::string_view nom(Etat etat) { return kNoms[static_cast<std::size_t>(etat)]; }

Etat etat_de(std::string_view texte) {
  const auto found = std::find(kNoms.begin(), kNoms.end(), texte);
  if (found == kNoms.end()) throw std::invalid_argument("état de réservation inconnu: " + std::string(texte));
  return static_cast<Etat>(found - kNoms.begin());
}

std::vector<Quantite> regrouper(std::vector<Quantite> lignes) {
  std::sort(lignes.begin(), lignes.end(), [](auto& a, auto& b) { return a.produit_id < b.produit_id; });
  std::vector<Quantite> out;
  out.reserve(lignes.size());
  for (const auto& l : lignes) {
    if (!out.empty() && out.back().produit_id == l.produit_id)
      out.back().quantite += l.quantite;
    else
      out.push_back(l);
  }
  return out;
}

std::vector<Manquant> manquants(const std::vector<Quantite>& demande,
                                const std::function<std::int64_t(std::int64_t)>& disponible) {
  std::vector<Manquant> out;
  for (const auto& l : demande)
    if (const auto reste = disponible(l.produit_id); reste < l.quantite)
      out.push_back({l.produit_id, l.quantite, reste});
  return out;
}

Effet decider(std::optional<Etat> etat, Fin fin) {
  if (!etat) return fin == Fin::vente_rejetee ? Effet::retenir_rejet : Effet::rien;
  if (*etat != Etat::active) return Effet::rien;
  return fin == Fin::vente_confirmee ? Effet::sortir : Effet::liberer;
}

bool a_signaler(const Reservation& r, Instant maintenant) {
  return r.etat == Etat::active && !r.expiree_signalee && r.echeance && *r.echeance <= maintenant;
}

}  // namespace comptoir::stock
