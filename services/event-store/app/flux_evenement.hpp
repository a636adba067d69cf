// A committed event as streams tell it, and the two texts it is told in.
#pragma once
#include <cstdint>
#include <string>

#include "libs/base/clock.hpp"
#include "libs/base/ids.hpp"

namespace comptoir::event_store {

struct EvenementFlux {
  std::int64_t position = 0, version = 0;
  Instant enregistre_le;
  std::string event_id, event_type, aggregate_id, source, correlation_id;
  std::string stream;    ///< "" for a posted event
  std::int64_t seq = 0;  ///< 0 for a posted event
  std::string enveloppe;
  Digest hash{};
  std::string empreinte;  ///< of a posted event
};

/// A Server-Sent Event: id is the position, event the type, data `{position, version, enregistre_le, hash, origine,
/// evenement}`.
std::string message_sse(const EvenementFlux&);

/// Appends a line of the export, line feed included. `evenement` is its last member and holds the stored bytes: they go
/// from after `"evenement":` to before the last brace.
void ajouter_ligne(std::string& out, const EvenementFlux&);

}  // namespace comptoir::event_store
