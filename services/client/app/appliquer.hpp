// Does one message on the working set; the next message sees its effect.
#pragma once
#include "services/client/app/lot.hpp"
#include "services/client/app/messages.hpp"

namespace comptoir::client {

/// What to tell, and what a command answers: the client, or why not. Announcements have nobody to answer.
struct Issue {
  std::optional<Fait> fait;
  std::variant<std::monostate, Client, Refus> reponse;
};

Issue appliquer(Lot&, const Message&);

}  // namespace comptoir::client
