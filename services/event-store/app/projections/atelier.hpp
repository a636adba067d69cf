// What an operator may ask of a projection.
#pragma once
#include <functional>
#include <string>

namespace comptoir::event_store::projections {

struct Demande {
  enum class Quoi { reconstruire, revenir, reprendre };
  Quoi quoi = Quoi::reconstruire;
  std::string nom;                   ///< of an existing projection
  bool accepter_difference = false;  ///< swap even when the new rows are not those of the old at the same position
};

/// What was done: the generation it made, put back or worked on; or why not.
struct Issue {
  std::int64_t generation = 0;
  std::int64_t repris = 0, ecartes = 0;  ///< reprendre: parked events that were applied, and that are parked now
  std::string refus{};                   ///< not empty: the state of the projection forbids it
  bool indisponible = false;             ///< not done, and it may be at another time
};

class Atelier {
 public:
  virtual ~Atelier() = default;
  /// Returns at once; `answer` is called once, from another thread.
  virtual void demander(Demande, std::function<void(Issue)> answer) = 0;
};

}  // namespace comptoir::event_store::projections
