#include "libs/service/event_log.hpp"

namespace comptoir::service {

EventLog::EventLog(const std::string& conninfo) : sql_(conninfo) {
  sql_.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  end_ = sql_.run("SELECT coalesce(max(global_position), 0) FROM evenements").integer(0, 0);
}

std::map<std::string, EventLog::Stream> EventLog::streams(const std::vector<std::string>& names) {
  std::map<std::string, Stream> out;
  for (const auto& name : names) out[name];
  const auto rows = sql_.run(
      "SELECT stream, count(*), max(seq) FROM evenements WHERE stream = ANY($1::text[]) GROUP BY stream", {names});
  for (int i = 0; i < rows.rows(); ++i) out[rows.string(i, 0)] = {rows.integer(i, 1), rows.integer(i, 2)};
  return out;
}

// By ranges of positions and not by LIMIT: every page costs the same, however rare the stream.
std::vector<Logged> EventLog::page(const std::vector<std::string>& streams, std::int64_t after) {
  return events(
      sql_.run("SELECT global_position, stream, seq, enveloppe FROM evenements "
               "WHERE global_position > $1 AND global_position <= $2 AND stream = ANY($3::text[]) "
               "ORDER BY global_position",
               {after, after + kPage, streams}));
}

std::vector<Logged> EventLog::find(const std::vector<bus::Causation>& places) {
  if (places.empty()) return {};
  std::vector<std::string> streams;
  std::vector<std::int64_t> seqs;
  for (const auto& p : places) streams.push_back(p.stream), seqs.push_back(p.seq);
  return events(sql_.run(
      "SELECT e.global_position, e.stream, e.seq, e.enveloppe FROM unnest($1::text[], $2::bigint[]) AS p(s, q) "
      "JOIN evenements e ON e.stream = p.s AND e.seq = p.q",
      {streams, seqs}));
}

std::vector<Logged> EventLog::events(const postgres::Result& rows) const {
  std::vector<Logged> out;
  for (int i = 0; i < rows.rows(); ++i)
    out.push_back({rows.integer(i, 0), rows.string(i, 1), rows.integer(i, 2), rows.string(i, 3)});
  return out;
}

}  // namespace comptoir::service
