// A JSON tree as text, where how its numbers are spelled matters.
#pragma once
#include <boost/json.hpp>
#include <string>

#include "libs/json/writer.hpp"

namespace comptoir::json {

/// Members keep their order. What is a double is spelled by `number`, which gives a JSON number.
void write(Writer&, const boost::json::value&, std::string (*number)(double));

}  // namespace comptoir::json
