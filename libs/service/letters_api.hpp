// `/internal/lettres/{service}`: what waits, why, and what people do about it. contracts/README.md has the paths.
#pragma once
#include "libs/journal/acts.hpp"
#include "libs/service/rehearsal.hpp"

namespace comptoir::service {

using SubmitAct = std::function<void(journal::ActRequest, http::Responder)>;

void add_letter_paths(Routes&, const std::string& service, SubmitAct);

/// The act as `GET …/actes/{id}` shows it.
http::Response act_response(postgres::Connection&, std::int64_t act, int status);

/// A JSON array.
std::string to_json(const std::vector<Foreseen>&);

}  // namespace comptoir::service
