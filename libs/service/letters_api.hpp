// `/internal/lettres/{service}`: what waits, why, and what people do about it. contracts/README.md has the paths.
#pragma once
#include "libs/journal/acts.hpp"
#include "libs/service/rehearsal.hpp"

namespace comptoir::service {

/// `of.partition` is set where the service has several. The request is the one that asked for it.
using SubmitAct = std::function<void(journal::ActRequest, const http::Request&, const http::Responder&)>;

/// Whose letters these are; `partitions`: how many workers put letters aside.
struct Letterbox {
  std::string service;
  int partitions = 1;
};

void add_letter_paths(Routes&, const Letterbox&, SubmitAct);

/// The act as `GET …/actes/{id}` shows it.
http::Response act_response(postgres::Connection&, std::int64_t act, int status);

/// A JSON array.
std::string to_json(const std::vector<Foreseen>&);

}  // namespace comptoir::service
