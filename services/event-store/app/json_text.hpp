// A JSON tree as text, with amounts as the house prints them (15.0, not 1.5E1).
#pragma once
#include <boost/json.hpp>
#include <string>

namespace comptoir::event_store {

/// Members keep their order. A number of at most two decimals prints as such, any other in its shortest exact form.
std::string json_text(const boost::json::value&);

/// True when no text in it, key or value, has a control character that a terminal would obey; line ends and tabs may stand
/// in values.
bool est_affichable(const boost::json::value&);

}  // namespace comptoir::event_store
