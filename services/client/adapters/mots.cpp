#include "services/client/adapters/mots.hpp"

#include "libs/base/error.hpp"

namespace comptoir::client {
namespace {

// In the order of the enumerations.
constexpr std::string_view kTypes[] = {"creation", "credit", "debit", "paiement", "remboursement"};
constexpr std::string_view kEtats[] = {"absent", "accepte", "refuse", "rembourse", "rejete_avant"};

}  // namespace

std::string word_of(TypeEcriture type) { return std::string(kTypes[std::size_t(type)]); }
std::string word_of(EtatPaiement etat) { return std::string(kEtats[std::size_t(etat)]); }

EtatPaiement etat_of(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kEtats); ++i)
    if (kEtats[i] == word) return EtatPaiement(i);
  throw Permanent("paiements.etat is '" + std::string(word) + "', which this program does not know");
}

}  // namespace comptoir::client
