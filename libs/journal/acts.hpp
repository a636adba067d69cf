// What people did about dead letters: who, when, why, how many, how it ended. An act that is under way changes in the
// transaction of each of its effects, so that its figures are true whenever it is cut.
#pragma once
#include "libs/journal/letters.hpp"

namespace comptoir::journal {

enum class ActKind { rejeu, essai, ecart };

struct ActRequest {
  ActKind genre = ActKind::rejeu;
  std::string auteur, note;
  Selection of;
  std::optional<std::int64_t> par_seconde;
  bool continuer = false;  ///< a failure stops its key only
};

/// Begins it; its id. SqlError 23505 when another is under way in its partition.
std::int64_t begin_act(postgres::Connection&, const ActRequest&, std::int64_t total);
/// `issue`: "terminee" or "arretee". `essais`: a JSON array of what a rehearsal foresees.
void end_act(postgres::Connection&, std::int64_t act, std::string_view issue, std::string_view detail = "",
             std::string_view essais = "[]");
/// Acts of that partition that nobody goes on with.
void interrupt_acts(postgres::Connection&, int partition);

/// Letters that are applied in this transaction. Throws Retryable when one of them does not wait any more.
void note_replayed(postgres::Connection&, std::int64_t act, const std::vector<std::int64_t>& ids);
/// A letter that failed again: its new reason, on top of those it had.
void note_failure(postgres::Connection&, std::int64_t act, std::int64_t id, const std::string& raison,
                  const std::vector<std::string>& causes);
/// Puts the letters of the selection away; their keys.
std::set<std::string> discard(postgres::Connection&, std::int64_t act, const Selection&);

inline constexpr int kMaxCauses = 20;  ///< kept per letter, newest first

}  // namespace comptoir::journal
