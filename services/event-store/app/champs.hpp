// A projection as its named fields, and what differs between two states of one.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "services/event-store/domain/projection.hpp"

namespace comptoir::event_store {

/// (name, JSON text), in the order in which they are shown.
using Champs = std::vector<std::pair<std::string, std::string>>;

Champs champs_de(const ProjectionCommande&);
Champs champs_de(const ProjectionLibre&);

/// The fields as a JSON object.
std::string objet(const Champs&);

/// A field that differs; both sides are JSON text, "null" on the side that lacks it.
struct Changement {
  std::string champ, avant, apres;
  bool operator==(const Changement&) const = default;
};
std::vector<Changement> changements(const Champs& avant, const Champs& apres);

}  // namespace comptoir::event_store
