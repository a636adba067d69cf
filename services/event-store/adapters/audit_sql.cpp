#include "services/event-store/adapters/audit_sql.hpp"

#include <map>

#include "libs/postgres/copy.hpp"
#include "services/event-store/adapters/tetes_signees.hpp"
#include "services/event-store/domain/chaine.hpp"

namespace comptoir::event_store {
namespace {

using postgres::cell_bytes;
using postgres::cell_instant;
using postgres::cell_integer;
using Cells = postgres::Connection::Cells;

constexpr std::int64_t kProgress = 10'000;  // events between two reports
constexpr const char* kMaillon =
    "global_position, version, coalesce(seq, 0), enregistre_le, horodatage, event_id, aggregate_id, event_type, "
    "source, "
    "correlation_id, coalesce(stream, ''), coalesce(empreinte, ''), enveloppe, hash";

Maillon maillon(const Cells& c) {
  Maillon m;
  m.position = cell_integer(c[0]), m.version = cell_integer(c[1]), m.seq = cell_integer(c[2]);
  m.enregistre_le = cell_instant(c[3]), m.horodatage = cell_instant(c[4]);
  std::size_t i = 5;
  for (auto* text : {&m.event_id, &m.aggregate_id, &m.event_type, &m.source, &m.correlation_id, &m.stream, &m.empreinte,
                     &m.enveloppe})
    *text = cell_bytes(c[i++]);
  return m;
}

Digest digest_of(std::string_view bytes) {
  Digest d{};
  if (bytes.size() == d.size()) std::ranges::copy(bytes, d.begin());
  return d;
}

std::string nom(std::int64_t position) { return "l'événement " + std::to_string(position); }

class Lecture {
 public:
  Lecture(Audit& audit, Digest precedent, std::map<std::int64_t, std::string> tetes)
      : audit_(audit), precedent_(precedent), attendue_(audit.de), tetes_(std::move(tetes)) {}

  void lire(const Cells& cells) {
    if (audit_.anomalie) return;
    const auto m = maillon(cells);
    const auto garde = digest_of(cell_bytes(cells[13]));
    if (m.position != attendue_) return dire(attendue_, nom(attendue_) + " manque");
    if (m.enregistre_le < enregistre_le_)
      return dire(m.position, nom(m.position) + " est daté avant celui qui le précède");
    if (maillon_suivant(precedent_, m) != garde) return dire(m.position, nom(m.position) + " ne tient pas à la chaîne");
    if (const auto tete = tetes_.find(m.position); tete != tetes_.end()) {
      ++audit_.tetes;
      if (tete->second != hex(garde)) return dire(m.position, "la chaîne a été refaite : tête signée différente");
    }
    precedent_ = garde, enregistre_le_ = m.enregistre_le;
    ++attendue_, ++audit_.evenements;
  }

  void finir(std::int64_t position, const Digest& hash, bool jusqu_a_la_fin) {
    audit_.hash = hex(precedent_);
    if (audit_.anomalie) return;
    if (attendue_ <= audit_.a) return dire(attendue_, nom(attendue_) + " manque");
    if (!jusqu_a_la_fin) return;
    if (attendue_ - 1 != position || precedent_ != hash)
      return dire(attendue_, "la tête du journal dit autre chose que son dernier événement");
    if (!tetes_.empty() && tetes_.rbegin()->first > position)
      dire(position + 1,
           "la fin du journal manque : une tête a été signée à " + std::to_string(tetes_.rbegin()->first));
  }

  void dire(std::int64_t position, std::string raison) { audit_.anomalie = Anomalie{position, std::move(raison)}; }

 private:
  Audit& audit_;
  Digest precedent_;
  Instant enregistre_le_{};
  std::int64_t attendue_;
  std::map<std::int64_t, std::string> tetes_;
};

std::map<std::int64_t, std::string> tetes_de(const std::filesystem::path& dossier, Audit& audit) {
  std::map<std::int64_t, std::string> tetes;
  if (dossier.empty()) return tetes;
  lire_tetes(dossier, [&](const TeteSignee& t) {
    if (!t.authentique && !audit.anomalie)
      audit.anomalie = Anomalie{t.position, "une tête signée à " + t.signe_le + " n'est pas authentique"};
    tetes[t.position] = t.hash;
  });
  return tetes;
}

Digest hash_de(postgres::Connection& sql, std::int64_t position) {
  if (position == 0) return Digest{};
  const auto row = sql.run("SELECT hash FROM evenements WHERE global_position = $1", {position});
  return row.rows() == 1 ? digest_of(row.text(0, 0)) : Digest{};
}

}  // namespace

// Versions are dense per origin; in a log from before there were two, over both together.
std::optional<Anomalie> compter(postgres::Connection& sql) {
  const auto versions = sql.run(
      "SELECT max(global_position), aggregate_id FROM evenements GROUP BY aggregate_id "
      "HAVING min(version) <> 1 OR max(version) <> count(DISTINCT version) "
      "OR count(DISTINCT version) FILTER (WHERE stream IS NULL) <> count(*) FILTER (WHERE stream IS NULL) "
      "OR count(DISTINCT version) FILTER (WHERE stream IS NOT NULL) <> count(*) FILTER (WHERE stream IS NOT NULL) "
      "LIMIT 1");
  if (versions.rows() > 0)
    return Anomalie{versions.integer(0, 0), "les versions de " + versions.string(0, 1) + " ne se suivent pas"};
  const auto ids = sql.run(
      "SELECT max(global_position), event_id FROM evenements GROUP BY event_id, stream IS NULL "
      "HAVING count(*) > 1 LIMIT 1");
  if (ids.rows() > 0) return Anomalie{ids.integer(0, 0), "l'identifiant " + ids.string(0, 1) + " y est deux fois"};
  return std::nullopt;
}

Audit auditer(postgres::Connection& sql, std::int64_t de, std::optional<std::int64_t> a,
              const std::filesystem::path& tetes, const std::function<void(std::int64_t, std::int64_t)>& progress) {
  postgres::Transaction snapshot(sql);
  sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  const auto tete = sql.run("SELECT position, hash FROM tete");
  // The last row may stand beyond what the head says: it is read as well.
  const auto last =
      std::max(tete.integer(0, 0), sql.run("SELECT coalesce(max(global_position), 0) FROM evenements").integer(0, 0));
  Audit audit;
  audit.de = de;
  audit.a = std::min(a.value_or(last), last);
  Lecture lecture(audit, hash_de(sql, de - 1), tetes_de(tetes, audit));
  const auto total = std::max<std::int64_t>(0, audit.a - de + 1);
  sql.copy_out("COPY (SELECT " + std::string(kMaillon) + " FROM evenements WHERE global_position BETWEEN " +
                   std::to_string(de) + " AND " + std::to_string(audit.a) +
                   " ORDER BY global_position) TO STDOUT (FORMAT binary)",
               [&](const Cells& cells) {
                 lecture.lire(cells);
                 if (audit.evenements % kProgress == 0) progress(audit.evenements, total);
               });
  progress(audit.evenements, total);
  lecture.finir(tete.integer(0, 0), digest_of(tete.text(0, 1)), audit.a == last);
  if (!audit.anomalie && de == 1 && audit.a == last) audit.anomalie = compter(sql);
  return audit;
}

}  // namespace comptoir::event_store
