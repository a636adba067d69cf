// JSON that the program prints for other programs.
#pragma once
#include <boost/json.hpp>
#include <string>

namespace comptoir {

/// The value's text; numbers are plain, 2.95 and not 2.95E0, and a whole double keeps a decimal: 15.0.
std::string json_text(const boost::json::value&);

}  // namespace comptoir
