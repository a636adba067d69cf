#include "services/event-store/app/projections/replis.hpp"

#include "libs/base/ids.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::int64_t kMaxQuantite = 1'000'000'000;
constexpr std::size_t kMaxLignes = 100'000, kMaxMotif = 200;

std::int64_t id(json::Fields& f, const char* nom) { return f.integer(nom, 1, kMaxId); }
Cents somme(json::Fields& f, const char* nom) { return f.money(nom, 0, kMaxRead); }

enum class Montants { lus, absents };

std::vector<Ligne> lignes(json::Fields& f, Montants montants) {
  std::vector<Ligne> out;
  f.array("produits", 1, kMaxLignes, [&](json::Fields& l) {
    l.lenient();
    out.push_back({id(l, "produit_id"), l.integer("quantite", 1, kMaxQuantite),
                   montants == Montants::lus ? somme(l, "sous_total") : 0});
  });
  return out;
}

std::int64_t unites(const std::vector<Ligne>& lignes) {
  std::int64_t n = 0;
  for (const auto& l : lignes) n += l.quantite;
  return n;
}

Instant echeance_lue(json::Fields& f) {
  const auto at = parse_rfc3339(f.text("echeance", 20, 40));
  if (!at) f.error("echeance", "date RFC 3339 en UTC attendue");
  return at.value_or(Instant{});
}

}  // namespace

// Effects stand after their causes in the log: an order's client and store are told by its first event.
FaitDeCommande fait_de(const Evenement& e) {
  FaitDeCommande fait{e.event_type, e.horodatage, {}, {}, {}, 0, ""};
  if (e.event_type == "CommandeCreee")
    lire_data(e, [&](json::Fields& f) {
      fait.client_id = id(f, "client_id");
      fait.magasin_id = id(f, "magasin_id");
      fait.total = somme(f, "total");
      fait.articles = unites(lignes(f, Montants::absents));
    });
  if (e.event_type == "VenteRejetee")
    lire_data(e, [&](json::Fields& f) { fait.motif = f.text("motif", 1, kMaxMotif); });
  return fait;
}

Pas pas_de(const Evenement& e) {
  Pas pas{etape(e.event_type), e.horodatage, {}, {}, {}};
  if (e.event_type == "CommandeCreee")
    lire_data(e, [&](json::Fields& f) {
      pas.client_id = id(f, "client_id");
      pas.magasin_id = id(f, "magasin_id");
    });
  if (e.event_type == "StockReserve") lire_data(e, [&](json::Fields& f) { pas.echeance = echeance_lue(f); });
  return pas;
}

void ajouter(CumulVentes& cumul, const Evenement& e) {
  lire_data(e, [&](json::Fields& f) {
    const auto magasin_id = id(f, "magasin_id");
    const auto total = somme(f, "total");
    cumul.vendre(magasin_id, e.horodatage, total, lignes(f, Montants::lus));
  });
}

void ajouter(CumulStock& cumul, const Evenement& e) {
  lire_data(e, [&](json::Fields& f) {
    const auto magasin_id = id(f, "magasin_id");
    if (e.event_type == "StockRecu")
      cumul.recevoir(magasin_id, id(f, "produit_id"), f.integer("quantite", 1, kMaxQuantite));
    else if (e.event_type == "StockAjuste")
      cumul.ajuster(magasin_id, id(f, "produit_id"), f.integer("delta", -kMaxQuantite, kMaxQuantite));
    else if (e.event_type == "StockReserve")
      cumul.reserver(magasin_id, lignes(f, Montants::absents));
    else if (e.event_type == "StockLibere")
      cumul.liberer(magasin_id, lignes(f, Montants::absents));
    else if (e.event_type == "VenteConfirmee")
      cumul.sortir(magasin_id, lignes(f, Montants::absents));
  });
}

void ajouter(CumulSoldes& cumul, const Evenement& e) {
  lire_data(e, [&](json::Fields& f) {
    auto& client = cumul.ecrire(id(f, "client_id"));
    if (e.event_type == "ClientCree") client.verse += somme(f, "solde");
    if (e.event_type == "ClientCredite") client.verse += somme(f, "montant");
    if (e.event_type == "ClientDebite") client.debite += somme(f, "montant");
    if (e.event_type == "PaiementAccepte") client.paye += somme(f, "total");
    if (e.event_type == "PaiementRembourse") client.rembourse += somme(f, "total");
  });
}

}  // namespace comptoir::event_store::projections
