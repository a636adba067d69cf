// What a service answered a verb, or its own words why not.
#pragma once
#include <boost/json.hpp>
#include <string>

#include "libs/http/message.hpp"

namespace comptoir {

/// The answer's JSON. Throws Permanent when it is no success (the problem's detail) or no JSON ("réponse illisible" + `of` + its
/// status); `before` stands before either.
boost::json::value value_of(const http::Response&, const std::string& before = "", const std::string& of = "");

}  // namespace comptoir
