// Events are written once and read for ever: what an old version said, in the words of the newest.
#pragma once
#include <boost/json.hpp>
#include <string_view>

namespace comptoir::bus {

/// `data`, an object written under version `from` of the type's schema, as version `to` has it: pure, one step per
/// version. A field that the contract asks for and that is not there stays away, for its reader to refuse.
boost::json::value upcast(std::string_view event_type, int from, int to, boost::json::value data);

}  // namespace comptoir::bus
