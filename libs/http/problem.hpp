// RFC 9457: every error of the API is one application/problem+json object.
#pragma once
#include <chrono>
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

/// A member beside the standard ones, for programs.
struct Member {
  std::string nom;
  std::int64_t valeur;
};

/// {type: "about:blank", title, status, detail, instance?, erreurs?, members...}; what is empty is left out.
Response problem(int status, std::string_view title, std::string_view detail,
                 const std::vector<FieldError>& erreurs = {}, std::string_view instance = {},
                 const std::vector<Member>& members = {});

/// A problem that passes: with Retry-After.
Response try_later(int status, std::string_view title, std::string_view detail,
                   std::chrono::seconds after = std::chrono::seconds(1), std::string_view instance = {});

/// A 500 that says nothing but an id, under which the log has where it happened and why.
Response incident(std::string_view where, std::string_view cause, std::string_view trace = {},
                  std::string_view detail = "L'erreur est au journal du service.");

}  // namespace comptoir::http
