// Orders and their stories, for a terminal.
#pragma once
#include <boost/json.hpp>
#include <ostream>

#include "apps/comptoir/commandes/diagnosis.hpp"
#include "libs/base/clock.hpp"

namespace comptoir::commandes {

/// One line per order, then one piece of advice per service that is waited for. `now` makes durations of instants.
void print_list(std::ostream&, const boost::json::array& orders, const States&, Instant now);

/// Each step with its service, its time, its duration, and who had to put it aside; what it waits for, why, and what to do.
void print_story(std::ostream&, const boost::json::object& story, const States&, Instant now);

/// "840 ms", "12,4 s", "3 min 20 s", "2 h 05 min".
std::string duration(std::chrono::milliseconds);

}  // namespace comptoir::commandes
