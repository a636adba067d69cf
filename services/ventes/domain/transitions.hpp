// The life of an order as its arbiter sees it. The table in transitions.cpp is the whole of the rule.
#pragma once
#include <span>
#include <string_view>

namespace comptoir::ventes {

enum class Etat { en_attente_stock, stock_reserve, paiement_accepte, confirmee, annulee };
enum class Motif { aucun, stock_indisponible, paiement_refuse, magasin_ferme, reservation_expiree, annulation_client };
enum class Evenement {
  commande_creee,
  stock_reserve,
  stock_indisponible,
  paiement_accepte,
  paiement_refuse,
  annulation_demandee,
  reservation_expiree
};
/// What the verdict says to the others: VenteConfirmee, VenteRejetee, or nothing.
enum class Effet { aucun, confirmer, rejeter };

/// What a decision depends on. Streams are independent: the events of an order come in any order, save within a stream.
struct Situation {
  Etat etat = Etat::en_attente_stock;
  Motif motif = Motif::aucun;
  bool lignes_connues = false;  ///< CommandeCreee has come, or is the event at hand
  bool magasin_ouvert = true;
};

struct Verdict {
  Etat etat;
  Motif motif;
  Effet effet;
  bool operator==(const Verdict&) const = default;
};

/// The first rule of the table that fits; where none does, the order stays as it is.
Verdict decide(const Situation&, Evenement);

inline bool est_final(Etat e) { return e == Etat::confirmee || e == Etat::annulee; }

/// The order's last decisive event ("PaiementRefuse", "VenteConfirmee", …), else how far it has come ("StockReserve").
std::string_view statut(Etat, Motif);

std::string_view nom(Etat);
std::string_view nom(Motif);  ///< "" for aucun
/// Throw std::invalid_argument for a name that is none.
Etat etat_de(std::string_view);
Motif motif_de(std::string_view);

// The table, for tests and documents.
enum class Condition { toujours, magasin_ferme, lignes_connues };
struct Regle {
  Etat de;
  Evenement sur;
  Condition si;
  Verdict donne;
};
std::span<const Regle> regles();

}  // namespace comptoir::ventes
