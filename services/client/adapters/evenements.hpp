// Events in and out: what others announce becomes a message, our facts become emissions.
#pragma once
#include "libs/service/room.hpp"
#include "services/client/adapters/sceau.hpp"
#include "services/client/app/messages.hpp"

namespace comptoir::client {

inline constexpr auto kClientStream = "client.evenements";
inline constexpr auto kPaymentStream = "paiement.evenements";

/// A Message, or an empty any for a type that is no concern of ours. Throws json::Invalid.
std::any to_message(const bus::Envelope&);

/// `cles`: the keys of the clients that are created, under which their names are told.
service::Emission to_emission(const Fait&, const Cles& cles);

/// The clients whose creation these events tell: the keys to_fact() will ask for. Throws json::Invalid.
std::vector<std::int64_t> clients_crees(const std::vector<service::Recorded>&);
/// The fact that to_emission() told; a client whose key is gone is nameless. Throws json::Invalid.
Fait to_fact(const bus::Envelope&, const Cles& cles);

}  // namespace comptoir::client
