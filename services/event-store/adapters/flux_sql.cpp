#include "services/event-store/adapters/flux_sql.hpp"

#include "libs/log/log.hpp"
#include "services/event-store/adapters/journal_sql.hpp"
#include "services/event-store/app/correlation.hpp"
#include "services/event-store/app/frequents.hpp"

namespace comptoir::event_store {
namespace {

// Of one page: so many rows at most, of so many positions. The second bounds the time of a filter that fits little.
constexpr std::int64_t kRangeesPage = 1000, kPositionsPage = 100'000;

// Rows are fetched before their lengths are added up, so not many more than will fit: most envelopes are longer than this.
constexpr std::size_t kEnveloppeCourte = 512;

std::int64_t rangees_pour(std::size_t octets) {
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(octets / kEnveloppeCourte), 1, kRangeesPage);
}

using Params = std::vector<postgres::Param>;

// "= $n" lets an index of that column give the order; "= ANY" does not.
std::string egal(Params& params, const std::vector<std::string>& voulus) {
  if (voulus.size() == 1)
    params.emplace_back(voulus.front());
  else
    params.emplace_back(voulus);
  const auto n = std::to_string(params.size());
  return voulus.size() == 1 ? "= $" + n : "= ANY($" + n + ")";
}

void ajouter_critere(std::string& where, Params& params, const char* colonne, const std::vector<std::string>& voulus) {
  if (!voulus.empty())
    where += std::string(" AND ") + colonne + ' ' + egal(params, voulus) + par_index_partiel(colonne, voulus);
}

// An aggregate's index is of one origin: each is asked.
const std::string kDesDeuxOrigines =
    "(SELECT * FROM evenements WHERE stream IS NOT NULL UNION ALL SELECT * FROM evenements WHERE stream IS NULL) "
    "AS evenements";

// Rows in order until their envelopes exceed $4 bytes: the length of a stored value is known without reading it.
postgres::Result lire_rangees(postgres::Connection& sql, const DemandePage& d, std::int64_t borne) {
  Params params{*d.apres, borne, rangees_pour(d.octets), static_cast<std::int64_t>(d.octets)};
  std::string where = "global_position > $1 AND global_position <= $2";
  ajouter_critere(where, params, "event_type", d.filtre.event_types);
  ajouter_critere(where, params, "source", d.filtre.sources);
  ajouter_critere(where, params, "aggregate_id", d.filtre.aggregate_ids);
  const auto& correlations = d.filtre.correlation_ids;
  const auto source = !correlations.empty()            ? evenements_correles(egal(params, correlations))
                      : d.filtre.aggregate_ids.empty() ? "evenements"
                                                       : kDesDeuxOrigines;
  return sql.run(
      "SELECT global_position, version, enregistre_le, event_id, event_type, aggregate_id, source, correlation_id, "
      "coalesce(stream, ''), coalesce(seq, 0), enveloppe, hash, coalesce(empreinte, '') FROM ("
      "SELECT *, sum(octet_length(enveloppe)) OVER (ORDER BY global_position) - octet_length(enveloppe) AS avant FROM ("
      "SELECT * FROM " +
          source + " WHERE " + where +
          " ORDER BY global_position LIMIT $3) AS l) AS p WHERE avant < $4 ORDER BY global_position",
      params);
}

EvenementFlux evenement_de(const postgres::Result& r, int i) {
  Digest hash{};
  std::ranges::copy(r.text(i, 11), hash.begin());
  return {r.integer(i, 0), r.integer(i, 1), r.instant(i, 2), r.string(i, 3),  r.string(i, 4),  r.string(i, 5),
          r.string(i, 6),  r.string(i, 7),  r.string(i, 8),  r.integer(i, 9), r.string(i, 10), hash,
          r.string(i, 12)};
}

}  // namespace

// The head first: whatever is at or below it is committed, so the rows read after it have no hole.
PageFlux lire_page(postgres::Connection& sql, const DemandePage& d) {
  PageFlux page;
  page.tete = tete_du_journal(sql);
  page.position = d.apres.value_or(page.tete);
  const auto borne = std::min({d.jusque.value_or(page.tete), page.tete, page.position + kPositionsPage});
  if (!d.apres || page.position >= borne) return page;
  const auto rangees = lire_rangees(sql, d, borne);
  for (int i = 0; i < rangees.rows(); ++i) page.evenements.push_back(evenement_de(rangees, i));
  page.position = page.evenements.empty() ? borne : page.evenements.back().position;
  return page;
}

void PagesSql::demarrer(const std::string& conninfo) {
  for (std::size_t i = 0; i < kFilsPages; ++i)
    fils_.emplace_back("pages du flux", [this, conninfo] { travailler(conninfo); });
}

void PagesSql::arreter() {
  {
    const std::lock_guard lock(mutex_);
    arret_ = true;
    travaux_.clear();
  }
  arrive_.notify_all();
  for (auto& fil : fils_) fil.join();
  fils_.clear();
}

void PagesSql::lire(DemandePage demande, Suite suite) {
  const std::lock_guard lock(mutex_);
  if (arret_) return;
  travaux_.push_back({std::move(demande), std::move(suite)});
  arrive_.notify_one();
}

std::optional<PagesSql::Travail> PagesSql::prendre() {
  std::unique_lock lock(mutex_);
  arrive_.wait(lock, [this] { return arret_ || !travaux_.empty(); });
  if (arret_) return std::nullopt;
  auto travail = std::move(travaux_.front());
  travaux_.pop_front();
  return travail;
}

void PagesSql::travailler(const std::string& conninfo) {
  std::unique_ptr<postgres::Connection> sql;
  while (auto travail = prendre()) {
    std::optional<PageFlux> page;
    try {
      if (!sql || !sql->alive()) sql = std::make_unique<postgres::Connection>(conninfo);
      page = lire_page(*sql, travail->demande);
    } catch (const std::exception& e) {
      sql.reset();
      log::warn("page du flux non lue", {{"raison", e.what()}});
    }
    travail->suite(std::move(page));
  }
}

}  // namespace comptoir::event_store
