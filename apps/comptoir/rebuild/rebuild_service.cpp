#include "apps/comptoir/rebuild/rebuild_service.hpp"

#include <thread>

#include "apps/comptoir/commands/progress.hpp"
#include "apps/comptoir/serve/module.hpp"
#include "libs/journal/journal.hpp"
#include "libs/service/ownership.hpp"
#include "libs/service/partitions.hpp"

namespace comptoir::rebuild {
namespace {

using namespace std::chrono_literals;
using Heads = std::map<std::string, std::int64_t>;

constexpr auto kApplication = "comptoir_rebuild";
constexpr auto kLookAgain = 100ms;

void refuse_unless_empty(service::Room& room, postgres::Connection& sql, bool empty_first) {
  if (!empty_first && !service::is_empty(room, sql))
    throw Permanent("la base de " + room.name() +
                    " n'est pas vide : rien n'a été changé. Pour la vider et la remplir, ajoutez --vider.");
}

void raise(Heads& heads, const postgres::Result& rows) {
  for (int i = 0; i < rows.rows(); ++i)
    if (auto& head = heads[rows.string(i, 0)]; head < rows.integer(i, 1)) head = rows.integer(i, 1);
}

/// How far streams are known to go: this service's, `emitted`, by its own journal and by the positions of those who consume
/// them, the others' by its own positions.
Heads known_heads(const Config& config, const service::Room& room, const std::vector<std::string>& emitted,
                  postgres::Connection& own) {
  Heads heads = journal::heads(own, emitted);
  raise(heads, own.run("SELECT stream, seq FROM positions"));
  for (const auto& service : kServices) {
    if (service.name == room.name()) continue;
    postgres::Connection sql(config.conninfo_of(service.name, kApplication));
    if (sql.run("SELECT to_regclass('positions') IS NULL").boolean(0, 0)) continue;  // it has never run
    raise(heads, sql.run("SELECT stream, seq FROM positions WHERE stream = ANY($1::text[])", {emitted}));
  }
  return heads;
}

/// What the log lacks of `heads`, in words; empty when it has it all.
std::string lacking(service::EventLog& log, const Heads& heads) {
  std::vector<std::string> names;
  for (const auto& [name, head] : heads) names.push_back(name);
  std::string text;
  for (const auto& [name, stream] : log.streams(names))
    if (stream.head < heads.at(name))
      text += (text.empty() ? "" : ", ") + name + " jusqu'à " + std::to_string(heads.at(name)) + " (il a jusqu'à " +
              std::to_string(stream.head) + ")";
  return text;
}

std::unique_ptr<service::EventLog> complete_log(const Config& config, const Heads& heads,
                                                std::chrono::milliseconds patience) {
  const auto limit = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto log = std::make_unique<service::EventLog>(config.conninfo_of("event-store", kApplication));
    const auto lacks = lacking(*log, heads);
    if (lacks.empty()) return log;
    if (std::chrono::steady_clock::now() >= limit)
      throw Permanent("l'event-store n'a pas tout ce qui a déjà été vu : il lui manque " + lacks +
                      ". Rien n'a été changé ; laissez-le rattraper son retard (comptoir up), puis recommencez.");
    std::this_thread::sleep_for(kLookAgain);
  }
}

}  // namespace

Outcome rebuild_service(const Config& config, const Request& request) {
  const auto start = std::chrono::steady_clock::now();
  const auto room = serve::make_room(request.service, config);
  postgres::Connection sql(config.conninfo_of(request.service, kApplication));
  const auto partitions = static_cast<int>(config.saga.partitions);
  postgres::migrate(sql, "journal", journal::migrations());
  journal::check_partitions(sql, partitions);
  postgres::migrate(sql, room->name(), room->migrations());
  refuse_unless_empty(*room, sql, request.empty_first);
  service::take_over(sql, service::workers_of(*room, partitions), kApplication);
  refuse_unless_empty(*room, sql, request.empty_first);  // its worker may have written until now
  const auto log = complete_log(config, known_heads(config, *room, bus::streams_of(room->emits(), partitions), sql),
                                request.patience);
  Outcome outcome{.service = request.service, .rebuilt = {}, .events = service::work_of(*room, *log, partitions)};
  Progress progress("rebuild " + request.service, static_cast<std::size_t>(outcome.events));
  outcome.rebuilt = service::rebuild(*room, sql, *log, partitions,
                                     [&](std::int64_t events) { progress.add(static_cast<std::size_t>(events)); });
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  return outcome;
}

}  // namespace comptoir::rebuild
