#include "libs/journal/letters.hpp"

#include <algorithm>

#include "libs/bus/streams.hpp"

namespace comptoir::journal {
namespace {

// The same letters for the one that counts and the one that reads.
constexpr std::string_view kOfReach =
    " FROM lettres_mortes WHERE etat = 'en_attente' AND seq > 0 AND ($1::bigint IS NULL OR id = $1) "
    "AND ($2::text[] IS NULL OR cle = ANY($2)) AND ($3::text IS NULL OR cle <> '' OR cause = cause_de_lettre($3)) "
    "AND ($4::bigint IS NULL OR partition = $4)";

const std::string kCount = "SELECT count(*)" + std::string(kOfReach);
const std::string kRead = "SELECT id, stream, seq, enveloppe" + std::string(kOfReach) +
                          " AND id > $5 AND NOT cle = ANY($6) ORDER BY id LIMIT $7";

std::vector<std::string> strings(const postgres::Result& rows) {
  std::vector<std::string> out;
  for (int i = 0; i < rows.rows(); ++i) out.push_back(rows.string(i, 0));
  return out;
}

// One text per letter, for string_to_array: a message of several lines stays one cause.
std::string joined(std::vector<std::string> causes) {
  std::string out;
  for (auto& cause : causes) {
    std::ranges::replace(cause, '\n', ' ');
    out += (out.empty() ? "" : "\n") + cause;
  }
  return out;
}

}  // namespace

DeadLetter foreign_letter(std::string stream, std::string entry, std::string bytes) {
  DeadLetter letter;
  letter.stream = std::move(stream);
  letter.entry = std::move(entry);
  letter.enveloppe = std::move(bytes);
  letter.raison = "hors_journal: entrée inconnue du journal";
  letter.tentatives = 1;
  return letter;
}

void park(postgres::Connection& c, const std::vector<DeadLetter>& letters) {
  if (letters.empty()) return;
  std::vector<std::string> stream, entry, cle, event_id, event_type, enveloppe, raison, causes;
  std::vector<std::int64_t> partition, seq, tentatives;
  for (const auto& l : letters) {
    stream.push_back(l.stream);
    partition.push_back(bus::partition_of(l.stream));
    seq.push_back(l.seq);
    entry.push_back(l.entry);
    cle.push_back(l.cle);
    event_id.push_back(l.event_id);
    event_type.push_back(l.event_type);
    enveloppe.push_back(l.enveloppe);
    raison.push_back(l.raison);
    tentatives.push_back(l.tentatives);
    causes.push_back(joined(l.causes));
  }
  c.run(
      "INSERT INTO lettres_mortes(stream, partition, seq, entree, cle, event_id, event_type, enveloppe, raison, "
      "tentatives, causes) SELECT s, d, q, e, k, i, y, b, r, n, string_to_array(p, E'\\n') FROM unnest($1::text[], "
      "$2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::text[], "
      "$10::bigint[], $11::text[]) WITH ORDINALITY AS u(s, d, q, e, k, i, y, b, r, n, p, o) ORDER BY o ON CONFLICT DO "
      "NOTHING",
      {stream, partition, seq, entry, cle, event_id, event_type, postgres::Param::bytes(enveloppe), raison, tentatives,
       causes});
}

std::vector<std::string> blocked_keys(postgres::Connection& c) {
  return strings(c.run("SELECT DISTINCT cle FROM lettres_mortes WHERE etat = 'en_attente' AND cle <> ''"));
}

std::vector<std::string> free_keys(postgres::Connection& c, const std::set<std::string>& keys) {
  if (keys.empty()) return {};
  return strings(
      c.run("SELECT k FROM unnest($1::text[]) k WHERE NOT EXISTS (SELECT 1 FROM lettres_mortes WHERE cle = k AND "
            "etat = 'en_attente')",
            {std::vector<std::string>(keys.begin(), keys.end())}));
}

std::int64_t dead_letters(postgres::Connection& c) {
  return c.run("SELECT count(*) FROM lettres_mortes WHERE etat = 'en_attente'").integer(0, 0);
}

std::vector<int> partitions_of(postgres::Connection& c, const Selection& s) {
  const auto rows = c.run(
      "SELECT DISTINCT partition FROM lettres_mortes WHERE etat = 'en_attente' AND ($1::bigint IS NULL OR id = $1) AND "
      "($2::text IS NULL OR cle = $2) AND ($3::text IS NULL OR cause = cause_de_lettre($3)) ORDER BY 1",
      {s.id, s.cle, s.cause});
  std::vector<int> out;
  for (int i = 0; i < rows.rows(); ++i) out.push_back(static_cast<int>(rows.integer(i, 0)));
  return out;
}

Reach reach_of(postgres::Connection& c, const Selection& s) {
  if (s.cle) return {{}, std::vector<std::string>{*s.cle}, {}, s.partition};
  if (!s.cause) return {s.id, {}, {}, s.partition};
  auto keys = strings(
      c.run("SELECT DISTINCT cle FROM lettres_mortes l WHERE etat = 'en_attente' AND cause = cause_de_lettre($1) AND "
            "(cle = '' OR NOT EXISTS (SELECT 1 FROM lettres_mortes p WHERE p.etat = 'en_attente' AND p.cle = l.cle AND "
            "p.id < l.id))",
            {*s.cause}));
  return {{}, std::move(keys), s.cause, s.partition};
}

std::vector<Waiting> waiting(postgres::Connection& c, const Reach& reach, const std::set<std::string>& without,
                             std::int64_t after, std::size_t limit) {
  const auto rows =
      c.run(kRead, {reach.id, reach.keys, reach.cause, reach.partition, after,
                    std::vector<std::string>(without.begin(), without.end()), static_cast<std::int64_t>(limit)});
  std::vector<Waiting> out;
  for (int i = 0; i < rows.rows(); ++i)
    out.push_back({rows.integer(i, 0), rows.string(i, 1), rows.integer(i, 2), rows.string(i, 3)});
  return out;
}

std::int64_t count_waiting(postgres::Connection& c, const Reach& reach) {
  return c.run(kCount, {reach.id, reach.keys, reach.cause, reach.partition}).integer(0, 0);
}

std::string obstacle(postgres::Connection& c, std::int64_t id) {
  const auto l = c.run("SELECT etat, seq, cle FROM lettres_mortes WHERE id = $1", {id});
  if (l.rows() == 0 || l.text(0, 0) != "en_attente") return "La lettre " + std::to_string(id) + " n'attend pas.";
  if (l.integer(0, 1) == 0) return "Aucun journal ne connaît cette entrée : elle ne peut qu'être écartée.";
  const auto first = c.run(
      "SELECT id FROM lettres_mortes WHERE cle = $1 AND cle <> '' AND etat = 'en_attente' AND id < $2 ORDER BY id "
      "LIMIT 1",
      {l.string(0, 2), id});
  if (first.rows() == 0) return "";
  return "La lettre " + std::to_string(first.integer(0, 0)) + " de la même clé passe avant ; rejouez la clé.";
}

bool is_waiting(postgres::Connection& c, std::int64_t id) {
  return c.run("SELECT 1 FROM lettres_mortes WHERE id = $1 AND etat = 'en_attente'", {id}).rows() == 1;
}

}  // namespace comptoir::journal
