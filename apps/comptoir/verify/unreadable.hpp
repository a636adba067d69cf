// Events whose stored bytes nobody can read as what they say they are. A check that stumbles over one names it, leaves it
// out, and goes on.
#pragma once
#include <string>
#include <vector>

#include "apps/comptoir/verify/databases.hpp"

namespace comptoir::verify {

struct Unreadable {
  LeftOut places;                  ///< what a check leaves out
  std::vector<std::string> named;  ///< one text per event: where it stands, which it is, what is wrong with it
};

/// Reads every event of the event store and of each journal: only to do when something stumbled.
Unreadable find_unreadable(Databases&);

}  // namespace comptoir::verify
