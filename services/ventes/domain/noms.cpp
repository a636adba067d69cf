#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "services/ventes/domain/transitions.hpp"

namespace comptoir::ventes {
namespace {

constexpr std::array<std::string_view, 5> kEtats = {"en_attente_stock", "stock_reserve", "paiement_accepte",
                                                    "confirmee", "annulee"};
constexpr std::array<std::string_view, 6> kMotifs = {
    "", "stock_indisponible", "paiement_refuse", "magasin_ferme", "reservation_expiree", "annulation_client"};

template <class T, std::size_t N>
T valeur(const std::array<std::string_view, N>& noms, std::string_view nom) {
  const auto found = std::find(noms.begin(), noms.end(), nom);
  if (found == noms.end()) throw std::invalid_argument("nom inconnu: " + std::string(nom));
  return static_cast<T>(found - noms.begin());
}

std::string_view cause(Motif motif) {
  switch (motif) {
    case Motif::stock_indisponible: return "StockIndisponible";
    case Motif::paiement_refuse: return "PaiementRefuse";
    default: return "VenteRejetee";
  }
}

}  // namespace

std::string_view nom(Etat e) { return kEtats[static_cast<std::size_t>(e)]; }
std::string_view nom(Motif m) { return kMotifs[static_cast<std::size_t>(m)]; }
Etat etat_de(std::string_view texte) { return valeur<Etat>(kEtats, texte); }
Motif motif_de(std::string_view texte) { return valeur<Motif>(kMotifs, texte); }

std::string_view statut(Etat etat, Motif motif) {
  switch (etat) {
    case Etat::en_attente_stock: return "CommandeCreee";
    case Etat::stock_reserve: return "StockReserve";
    case Etat::paiement_accepte: return "PaiementAccepte";
    case Etat::confirmee: return "VenteConfirmee";
    case Etat::annulee: return cause(motif);
  }
  return "";
}

}  // namespace comptoir::ventes
