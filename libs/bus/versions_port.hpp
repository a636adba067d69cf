// For a room's app, where it reads stored envelopes itself: one event's data, whatever version it was written under.
#pragma once
#include <boost/json.hpp>
#include <string_view>

namespace comptoir::bus {

/// Takes the data out of a parsed envelope, as the newest version of its type has it. Throws json::Invalid when there is none, or
/// when its version is newer than this program: it must not be half understood.
boost::json::value take_data(std::string_view event_type, boost::json::value& envelope);

}  // namespace comptoir::bus
