#include "apps/comptoir/commands/answer.hpp"

#include "libs/base/error.hpp"

namespace comptoir {

boost::json::value value_of(const http::Response& response, const std::string& before, const std::string& of) {
  boost::json::error_code error;
  auto value = boost::json::parse(response.body, error);
  if (error) throw Permanent(before + "réponse illisible" + of + ", statut " + std::to_string(response.status));
  if (response.status < 300) return value;
  throw Permanent(before + boost::json::value_to<std::string>(value.at("detail")));
}

}  // namespace comptoir
