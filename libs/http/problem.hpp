// RFC 9457: every error of the API is one application/problem+json object.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "libs/http/message.hpp"

namespace comptoir::http {

/// One refused field of the body or of the query.
struct FieldError {
  std::string champ;
  std::string raison;
};

/// {type: "about:blank", title, status, detail, instance?, erreurs?}; what is empty is left out.
Response problem(int status, std::string_view title, std::string_view detail,
                 const std::vector<FieldError>& erreurs = {}, std::string_view instance = {});

}  // namespace comptoir::http
