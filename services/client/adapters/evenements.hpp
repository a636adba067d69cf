// Events in and out: what others announce becomes a message, our facts become emissions.
#pragma once
#include "libs/service/room.hpp"
#include "services/client/app/messages.hpp"

namespace comptoir::client {

inline constexpr auto kClientStream = "client.evenements";
inline constexpr auto kPaymentStream = "paiement.evenements";

/// A Message, or an empty any for a type that is no concern of ours. Throws json::Invalid.
std::any to_message(const bus::Envelope&);

service::Emission to_emission(const Fait&);

/// The fact that to_emission() told. Throws json::Invalid.
Fait to_fact(const bus::Envelope&);

}  // namespace comptoir::client
