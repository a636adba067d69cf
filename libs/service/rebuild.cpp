#include "libs/service/rebuild.hpp"

#include "libs/bus/streams.hpp"
#include "libs/journal/journal.hpp"
#include "libs/service/own_events.hpp"

namespace comptoir::service {
namespace {

constexpr std::size_t kBatch = 2000;
constexpr auto kLockTimeout = "SET LOCAL lock_timeout = '30s'";  // a reader that does not end must not hang the rest
constexpr std::int64_t kFirstAnalyze = 10'000;                   // events, then each time four times as many

std::vector<std::string> tables_of(Room& room) {
  auto tables = room.restored_tables();
  if (tables.empty()) throw Permanent(room.name() + " ne se reconstruit pas");
  tables.insert(tables.end(), {"journal", "positions"});
  return tables;
}

/// Tells the planner of what has come since: all is one transaction, so nobody else can.
class Statistics {
 public:
  Statistics(postgres::Connection& sql, std::vector<std::string> tables) : sql_(sql), tables_(std::move(tables)) {}
  void add(std::int64_t events) {
    if ((seen_ += events) < next_) return;
    next_ = seen_ * 4;
    for (const auto& table : tables_) sql_.execute("ANALYZE " + table);
  }

 private:
  postgres::Connection& sql_;
  std::vector<std::string> tables_;
  std::int64_t seen_ = 0, next_ = kFirstAnalyze;
};

std::vector<journal::Entry> entries_of(const std::vector<OwnEvent>& events) {
  std::vector<journal::Entry> out;
  for (const auto& [logged, e] : events)
    out.push_back({logged.stream, logged.seq, e.event_id, e.event_type, e.aggregate_id, e.cle, logged.raw});
  return out;
}

using Place = std::pair<std::string, std::int64_t>;

std::map<Place, bus::Envelope> causes_of(const std::vector<OwnEvent>& events, Room& room, EventLog& log) {
  std::vector<bus::Causation> places;
  for (const auto& [logged, e] : events)
    if (e.causation && room.restores_from_cause(e.event_type)) places.push_back(*e.causation);
  std::map<Place, bus::Envelope> out;
  for (const auto& found : log.find(places)) out.emplace(Place{found.stream, found.seq}, bus::decode(found.raw));
  return out;
}

std::vector<Recorded> recorded(std::vector<OwnEvent> events, Room& room, EventLog& log) {
  const auto causes = causes_of(events, room, log);
  std::vector<Recorded> out;
  for (auto& [logged, e] : events) {
    Recorded r{std::move(e), {}};
    if (r.event.causation)
      if (const auto cause = causes.find({r.event.causation->stream, r.event.causation->seq}); cause != causes.end())
        r.cause = cause->second;
    out.push_back(std::move(r));
  }
  return out;
}

void restore_own(Room& room, postgres::Connection& sql, EventLog& log, int partitions, const Step& step) {
  OwnEvents own(log, bus::streams_of(room.emits(), partitions));
  for (auto events = own.next(kBatch); !events.empty(); events = own.next(kBatch)) {
    const auto count = static_cast<std::int64_t>(events.size());
    journal::append(sql, entries_of(events));
    room.restore(sql, recorded(std::move(events), room, log));
    step(count);
  }
}

void set_positions(postgres::Connection& sql, const std::map<std::string, std::int64_t>& positions) {
  std::vector<std::string> streams;
  std::vector<journal::Move> moves;
  for (const auto& [stream, seq] : positions) {
    streams.push_back(stream);
    moves.push_back({stream, 0, seq});
  }
  journal::positions(sql, streams);
  if (!journal::move(sql, moves).all()) throw Permanent("les positions n'étaient pas à zéro");
}

}  // namespace

bool is_empty(Room& room, postgres::Connection& sql) {
  auto tables = tables_of(room);
  std::erase(tables, "positions");  // a worker makes its rows before it has read anything
  bool empty = sql.run("SELECT 1 FROM positions WHERE seq > 0 LIMIT 1").rows() == 0;
  for (const auto& table : tables) empty = empty && sql.run("SELECT 1 FROM " + table + " LIMIT 1").rows() == 0;
  return empty;
}

std::int64_t work_of(Room& room, EventLog& log, int partitions) {
  auto streams = bus::streams_of(room.consumes(), partitions);
  const auto own = bus::streams_of(room.emits(), partitions);
  streams.insert(streams.end(), own.begin(), own.end());
  std::int64_t events = 0;
  for (const auto& [name, stream] : log.streams(streams)) events += stream.events;
  return events;
}

Rebuilt rebuild(Room& room, postgres::Connection& sql, EventLog& log, int partitions, const Step& step) {
  const auto tables = tables_of(room);
  postgres::Transaction tx(sql);
  sql.execute(kLockTimeout);
  for (const auto& table : tables) sql.execute("TRUNCATE " + table);
  Statistics statistics(sql, tables);
  const Step counted = [&](std::int64_t events) {
    statistics.add(events);
    step(events);
  };
  restore_own(room, sql, log, partitions, counted);
  Reconsumption consumed(room, sql, log, bus::streams_of(room.consumes(), partitions), counted);
  consumed.run();
  set_positions(sql, consumed.positions());
  const auto heads = journal::heads(sql, bus::streams_of(room.emits(), partitions));
  tx.commit();
  return {heads, consumed.positions(), consumed.stops()};
}

}  // namespace comptoir::service
