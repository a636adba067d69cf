// The words that the tables use for the domain's enumerations.
#pragma once
#include <string>
#include <string_view>

#include "services/client/domain/faits.hpp"

namespace comptoir::client {

std::string word_of(TypeEcriture);
std::string word_of(EtatPaiement);
/// Throws Permanent for a word that is none of ours.
EtatPaiement etat_of(std::string_view word);

}  // namespace comptoir::client
