#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "services/stock/adapters/evenements.hpp"
#include "services/stock/adapters/lecture.hpp"

namespace comptoir::stock {
namespace {

constexpr std::int64_t kMaxMouvement = 1'000'000'000'000'000;
constexpr std::size_t kMaxTexte = 1000;

Cle cle(json::Fields& f) { return {f.integer("magasin_id", 1, kMaxId), f.integer("produit_id", 1, kMaxId)}; }

std::int64_t physique(json::Fields& f) { return f.integer("physique", 0, kMaxMouvement); }

Instant echeance(json::Fields& f) {
  const auto at = parse_rfc3339(f.text("echeance", 1, kMaxTexte));
  if (!at) f.error("echeance", "date RFC 3339 en UTC attendue");
  return at.value_or(Instant{});
}

// What was wanted: the order says it, its refusal only what lacked. Nobody reads `manquants` again.
Fait indisponible(const service::Recorded& r) {
  if (!r.cause) throw Permanent(r.event.aggregate_id + " : StockIndisponible sans la commande qui l'a causé");
  return bus::read_data<Fait>(
      *r.cause, [&](json::Fields& f) { return StockIndisponible{lire_entete(f, *r.cause), lire_lignes(f), {}}; });
}

Fait lu(const bus::Envelope& e, json::Fields& f) {
  const std::string_view type = e.event_type;
  if (type == "StockRecu") return StockRecu{cle(f), f.integer("quantite", 1, kMaxMouvement), physique(f)};
  if (type == "StockAjuste")
    return StockAjuste{cle(f), f.integer("delta", -kMaxMouvement, kMaxMouvement), f.text("raison", 1, kMaxTexte),
                       physique(f)};
  if (type == "StockReserve") return StockReserve{lire_entete(f, e), lire_lignes(f), echeance(f)};
  // The lines that are free again are the reservation's own.
  if (type == "StockLibere") return StockLibere{lire_entete(f, e, false), f.text("motif", 1, kMaxTexte), {}};
  if (type == "ReservationExpiree") return ReservationExpiree{lire_entete(f, e, false), echeance(f)};
  throw Permanent("stock-service n'a jamais dit " + e.event_type);
}

}  // namespace

bool tient_de_sa_cause(std::string_view event_type) { return event_type == "StockIndisponible"; }

Fait lire_fait(const service::Recorded& r) {
  if (tient_de_sa_cause(r.event.event_type)) return indisponible(r);
  return bus::read_data<Fait>(r.event, [&](json::Fields& f) { return lu(r.event, f); });
}

}  // namespace comptoir::stock
