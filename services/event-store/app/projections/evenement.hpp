// An event of the log as a projection reads it.
#pragma once
#include <array>
#include <string_view>

#include "libs/base/clock.hpp"
#include "libs/bus/versions_port.hpp"
#include "libs/json/fields.hpp"

namespace comptoir::event_store::projections {

/// The views live as long as the batch they came in.
struct Evenement {
  std::int64_t position = 0;
  std::string_view event_id, event_type, aggregate_id;
  Instant horodatage{};
  std::string_view enveloppe;  ///< empty when nobody asked for events of its type in full
};

/// Enough for most events; the heap gives what a longer one needs beyond it.
inline constexpr std::size_t kMemoireDUnEvenement = 16 << 10;

/// Reads the event's data, as the newest version has it, with `read(json::Fields&)`, lenient to what it does not ask for. Throws
/// json::Invalid: the log keeps what it was given; a posted event may not be as the contract says, one that a newer program
/// has recorded not as this program knows it.
template <class Read>
void lire_data(const Evenement& e, Read read) {
  std::array<unsigned char, kMemoireDUnEvenement> place;
  boost::json::monotonic_resource memoire(place.data(), place.size());
  auto enveloppe = json::parse(e.enveloppe, &memoire);
  const auto data = bus::take_data(e.event_type, enveloppe);
  std::vector<json::FieldError> errors;
  json::Fields fields(data, errors);
  fields.lenient();
  read(fields);
  fields.finish();
}

}  // namespace comptoir::event_store::projections
