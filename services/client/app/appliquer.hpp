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

/// For every issue of a batch, once all of it is decided: who was forgotten in it is shown nameless in its answers too,
/// for they are recorded after the forgetting.
void taire(Issue&, const Lot&);

}  // namespace comptoir::client
