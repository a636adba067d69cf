#include "libs/service/sentences.hpp"

#include <boost/json.hpp>

#include "libs/log/log.hpp"
#include "libs/traces/context.hpp"

namespace comptoir::service {
namespace {

struct Said {
  std::string_view type, before, after;
};

// The order's id stands between the two.
constexpr Said kSentences[] = {
    {"CommandeCreee", "Commande ", " créée"},
    {"AnnulationDemandee", "Annulation demandée pour commande ", ""},
    {"StockReserve", "Stock réservé pour commande ", ""},
    {"StockIndisponible", "Stock indisponible pour commande ", ""},
    {"ReservationExpiree", "Réservation expirée pour commande ", ""},
    {"VenteConfirmee", "Vente confirmée pour commande ", ""},
    {"VenteRejetee", "Vente rejetée pour commande ", ""},
};

constexpr Said kPayments[] = {{"PaiementAccepte", "Paiement accepté", ""},
                              {"PaiementRefuse", "Paiement refusé", ""},
                              {"PaiementRembourse", "Paiement remboursé", ""}};

std::string text_of(const std::string& data, const char* field) {
  boost::json::error_code error;
  const auto value = boost::json::parse(data, error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* found = object ? object->if_contains(field) : nullptr;
  if (!found) return "?";
  return found->is_string() ? boost::json::value_to<std::string>(*found) : boost::json::serialize(*found);
}

/// As it was written, and not as a double would be.
std::string amount_of(const std::string& data) {
  const auto at = data.find("\"total\":");
  if (at == data.npos) return "?";
  const auto from = at + 8;
  return data.substr(from, data.find_first_of(",}", from) - from);
}

}  // namespace

std::string sentence(const Emission& e) {
  for (const auto& s : kSentences)
    if (s.type == e.event_type) return std::string(s.before) + e.aggregate_id + std::string(s.after);
  for (const auto& s : kPayments)
    if (s.type == e.event_type)
      return std::string(s.before) + " pour client " + text_of(e.data, "client_id") +
             ", montant : " + amount_of(e.data);
  if (e.event_type == "StockLibere") {
    const auto motif = text_of(e.data, "motif");
    return "Stock libéré pour commande " + e.aggregate_id + " suite à " +
           (motif == "paiement_refuse" ? "échec de paiement" : motif);
  }
  return "Événement publié : " + e.event_type;
}

void log_events(const Batch& batch, const std::string& service) {
  if (!log::debugging()) return;
  for (const auto& [cause, e] : batch.emitted())
    log::debug(sentence(e), {{"service", service},
                             {"evenement", e.event_type},
                             {"agregat", e.aggregate_id},
                             {"saga", e.correlation_id},
                             {"cle", e.cle},
                             {"trace", traces::trace_digits(cause->traceparent)}});
}

void log_failure(const Delivery& d, const std::string& service, std::string_view reason) {
  static const Origin kNone;
  const auto& o = d.input.origin ? *d.input.origin : kNone;
  log::error("entrée inapplicable", {{"service", service},
                                     {"evenement", o.event_type},
                                     {"evenement_id", o.event_id},
                                     {"saga", o.correlation_id},
                                     {"cle", o.cle},
                                     {"trace", traces::trace_digits(d.input.traceparent)},
                                     {"raison", reason}});
}

}  // namespace comptoir::service
