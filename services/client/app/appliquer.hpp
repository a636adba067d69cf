// Decides on one message and makes the working set what the fact says; the next message sees it.
#pragma once
#include "services/client/app/lot.hpp"
#include "services/client/app/messages.hpp"

namespace comptoir::client {

/// What to tell, and what a command answers: the client, or why not. Announcements have nobody to answer.
struct Issue {
  std::optional<Fait> fait;
  std::variant<std::monostate, Client, Refus> reponse;
};

Issue appliquer(Lot&, const Message&, Instant maintenant);

}  // namespace comptoir::client
