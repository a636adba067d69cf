#include "libs/journal/acts.hpp"

namespace comptoir::journal {
namespace {

const char* name_of(ActKind genre) {
  switch (genre) {
    case ActKind::rejeu: return "rejeu";
    case ActKind::essai: return "essai";
    case ActKind::ecart: return "ecart";
  }
  return "";
}

void count_done(postgres::Connection& c, std::int64_t act, std::int64_t done) {
  c.run("UPDATE lettres_actes SET faites = faites + $2, total = greatest(total, faites + $2 + echecs) WHERE id = $1",
        {act, done});
}

}  // namespace

std::int64_t begin_act(postgres::Connection& c, const ActRequest& r, std::int64_t total) {
  return c
      .run(
          "INSERT INTO lettres_actes(genre, auteur, note, lettre, cle, cause, par_seconde, continuer, total, "
          "partition) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
          {name_of(r.genre), r.auteur, r.note, r.of.id, r.of.cle, r.of.cause, r.par_seconde, r.continuer, total,
           r.of.partition.value_or(0)})
      .integer(0, 0);
}

void end_act(postgres::Connection& c, std::int64_t act, std::string_view issue, std::string_view detail,
             std::string_view essais) {
  c.run("UPDATE lettres_actes SET issue = $2, detail = $3, essais = $4, fin = clock_timestamp() WHERE id = $1",
        {act, issue, detail, essais});
}

void interrupt_acts(postgres::Connection& c, int partition) {
  c.run(
      "UPDATE lettres_actes SET issue = 'interrompue', fin = clock_timestamp() "
      "WHERE issue = 'en_cours' AND partition = $1",
      {partition});
}

void note_replayed(postgres::Connection& c, std::int64_t act, const std::vector<std::int64_t>& ids) {
  const auto done = static_cast<std::int64_t>(ids.size());
  const auto changed = c.run(
      "UPDATE lettres_mortes SET etat = 'rejouee', acte = $1, traitee_le = now() WHERE id = ANY($2) AND etat = "
      "'en_attente'",
      {act, ids});
  if (changed.affected() != done) throw Retryable("a letter does not wait any more");
  count_done(c, act, done);
}

void note_failure(postgres::Connection& c, std::int64_t act, std::int64_t id, const std::string& raison,
                  const std::vector<std::string>& causes) {
  c.run(
      "UPDATE lettres_mortes SET raison = $2, tentatives = tentatives + 1, causes = ($3::text[] || causes)[1:$4::int] "
      "WHERE id = $1",
      {id, raison, causes, kMaxCauses});
  c.run("UPDATE lettres_actes SET echecs = echecs + 1, total = greatest(total, faites + echecs + 1) WHERE id = $1",
        {act});
}

std::set<std::string> discard(postgres::Connection& c, std::int64_t act, const Selection& s) {
  const auto put_away = c.run(
      "UPDATE lettres_mortes SET etat = 'ecartee', acte = $1, traitee_le = now() WHERE etat = 'en_attente' AND "
      "($2::bigint IS NULL OR id = $2) AND ($3::text IS NULL OR cle = $3) AND ($4::text IS NULL OR cause = "
      "cause_de_lettre($4)) AND ($5::bigint IS NULL OR partition = $5) RETURNING cle",
      {act, s.id, s.cle, s.cause, s.partition});
  count_done(c, act, put_away.rows());
  std::set<std::string> keys;
  for (int i = 0; i < put_away.rows(); ++i) keys.insert(put_away.string(i, 0));
  return keys;
}

}  // namespace comptoir::journal
