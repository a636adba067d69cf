#include "libs/journal/waiting_letters.hpp"

#include "libs/postgres/connection.hpp"

namespace comptoir::journal {

WaitingLetters waiting_letters(postgres::Connection& c) {
  const auto row =
      c.run("SELECT count(*), coalesce(min(depuis), 'epoch') FROM lettres_mortes WHERE etat = 'en_attente'");
  return {row.integer(0, 0), row.instant(0, 1)};
}

}  // namespace comptoir::journal
