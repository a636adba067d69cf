// An event as a person would say it, in the log: the specification's sentences. No name, no address: ids and amounts only.
#pragma once
#include "libs/service/delivery.hpp"

namespace comptoir::service {

/// "Stock réservé pour commande cmd-1234"; "Événement publié : <type>" for a type without a sentence of its own.
std::string sentence(const Emission&);

/// One line at level debug for each event of the batch. Costs nothing at another level. `service`: as in envelopes.
void log_events(const Batch&, const std::string& service);

/// One line at level error: this input cannot be applied.
void log_failure(const Delivery&, const std::string& service, std::string_view reason);

}  // namespace comptoir::service
