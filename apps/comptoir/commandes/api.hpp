// What the services say of orders, over HTTP. contracts/README.md has the paths.
#pragma once
#include <boost/json.hpp>

#include "apps/comptoir/commandes/diagnosis.hpp"
#include "apps/comptoir/infra/data_dir.hpp"

namespace comptoir::commandes {

/// Every service's state; asks each once and waits at most kPatience for it.
States states_of(const infra::Running&);

/// The first kMaxListed orders that are late, or that have not ended when `late` is false. Throws http::TransportError when
/// the event store does not answer, Permanent with its own words when it refuses.
boost::json::array list(const infra::Running&, bool late, std::optional<std::int64_t> retard_s);

/// The saga as the event store tells it, with "evenements": the order's events, "trace": the trace it is in, or null, and
/// "reprises": those of its events that a service put aside, as its letters tell them, with "service"; "muets": the
/// services that did not say, and "verdict": null before the end, then {"etat", "motif", "manque"}: why, and what was too little, a
/// product or the balance. Throws as above; Permanent for no such order.
boost::json::object story(const infra::Running&, const std::string& commande_id);

inline constexpr int kMaxListed = 100, kMaxLetters = 1000;
inline constexpr std::chrono::seconds kPatience{3};

}  // namespace comptoir::commandes
