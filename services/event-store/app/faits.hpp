// What an event's data says to the projections. Lenient: the log keeps what it was given, and a field that is not as
// the contract has it says nothing.
#pragma once
#include <boost/json.hpp>

#include "services/event-store/domain/projection.hpp"

namespace comptoir::event_store {

FaitCommande fait_commande(std::string event_type, const boost::json::value& data);

/// The fields of `data` as (name, JSON text).
std::vector<std::pair<std::string, std::string>> champs(const boost::json::value& data);

}  // namespace comptoir::event_store
