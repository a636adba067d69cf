#include "libs/service/reconsume.hpp"

namespace comptoir::service {
namespace {

// What was put aside was not applied; it waits where it was put, and its position is behind us.
std::set<std::pair<std::string, std::int64_t>> read_parked(postgres::Connection& sql) {
  const auto rows = sql.run("SELECT stream, seq FROM lettres_mortes WHERE etat <> 'rejouee' AND seq > 0");
  std::set<std::pair<std::string, std::int64_t>> out;
  for (int i = 0; i < rows.rows(); ++i) out.emplace(rows.string(i, 0), rows.integer(i, 1));
  return out;
}

}  // namespace

Reconsumption::Reconsumption(Room& room, postgres::Connection& sql, EventLog& log, std::vector<std::string> streams,
                             Step step)
    : room_(room),
      sql_(sql),
      log_(log),
      step_(std::move(step)),
      streams_(std::move(streams)),
      parked_(read_parked(sql)) {
  for (const auto& stream : streams_) positions_[stream] = 0;
}

void Reconsumption::run() {
  if (streams_.empty()) return;
  std::int64_t from = 0;
  for (bool moving = true; moving;) {
    const auto before = positions_;
    stops_.clear();
    round(from);
    moving = !stops_.empty() && positions_ != before;
    from = log_.end();
    for (const auto& [stream, stop] : stops_) from = std::min(from, stop.position - 1);
  }
}

void Reconsumption::round(std::int64_t from) {
  for (; from < log_.end(); from += EventLog::kPage) {
    auto page = candidates(log_.page(streams_, from));
    Candidates all;
    for (auto& c : page) all.push_back(&c);
    apply(all);
  }
}

std::vector<Reconsumption::Candidate> Reconsumption::candidates(std::vector<Logged> page) {
  std::vector<Candidate> out;
  auto last = positions_;
  for (auto& event : page) {
    if (stops_.contains(event.stream) || event.seq <= last[event.stream]) continue;
    if (event.seq != ++last[event.stream])
      throw Permanent("l'event-store n'a pas " + event.stream + " " + std::to_string(last[event.stream]) +
                      " : sans lui rien n'est reconstruit");
    out.push_back(candidate(std::move(event)));
  }
  return out;
}

Reconsumption::Candidate Reconsumption::candidate(Logged event) {
  Candidate c{event.position, {}};
  Origin o;
  o.stream = event.stream;
  o.seq = event.seq;
  try {
    const auto e = bus::decode(event.raw);
    o.event_id = e.event_id;
    o.timestamp = e.timestamp;
    if (!parked_.contains({o.stream, o.seq})) c.input.message = room_.decode(e);
    c.input.origin = std::move(o);
  } catch (const std::exception& e) {  // the worker will meet it again, and put it aside
    c.input.origin = std::move(o);
    stop(c, e.what());
  }
  return c;
}

void Reconsumption::stop(const Candidate& c, std::string why) {
  const auto& o = *c.input.origin;
  const auto [known, first] = stops_.try_emplace(o.stream);
  if (first || o.seq < known->second.seq) known->second = {o.seq, c.position, std::move(why)};
}

Reconsumption::Candidates Reconsumption::running(const Candidates& all) const {
  Candidates out;
  for (auto* c : all) {
    const auto stop = stops_.find(c->input.origin->stream);
    if (stop == stops_.end() || c->input.origin->seq < stop->second.seq) out.push_back(c);
  }
  return out;
}

void Reconsumption::apply(const Candidates& all) {
  const auto now = running(all);
  if (now.empty()) return;
  const auto refused = attempt(now);
  if (!refused) return move(now);
  if (refused->empty()) return apply(now);
  if (now.size() == 1) return stop(*now.front(), *refused);
  const auto middle = now.begin() + static_cast<std::ptrdiff_t>(now.size() / 2);
  apply({now.begin(), middle});
  apply({middle, now.end()});
}

// Nothing when the room took all of them without a word. Otherwise nothing is written: empty when whoever made it speak has
// been stopped, else why one of them cannot be applied.
std::optional<std::string> Reconsumption::attempt(const Candidates& now) {
  std::map<const Input*, const Candidate*> by_input;
  std::vector<Input*> inputs;
  for (auto* c : now) {
    if (!c->input.message.has_value()) continue;
    inputs.push_back(&c->input);
    by_input[&c->input] = c;
  }
  if (inputs.empty()) return std::nullopt;
  sql_.execute("SAVEPOINT lot");
  Batch batch(sql_, now.back()->input.origin->timestamp, ids_, std::move(inputs));
  const auto refused = try_apply(batch);
  const bool silent = !refused && batch.emitted().empty();
  sql_.execute(silent ? "RELEASE SAVEPOINT lot" : "ROLLBACK TO SAVEPOINT lot");
  if (silent) return std::nullopt;
  if (refused) return refused;
  // The first one only: what the others said, they said in a state that it had made.
  const auto& [cause, emission] = batch.emitted().front();
  stop(*by_input.at(cause), "l'event-store n'a pas ce qu'il a causé : " + emission.event_type);
  return "";
}

// Why the room cannot apply it; nothing when it can.
std::optional<std::string> Reconsumption::try_apply(Batch& batch) {
  try {
    room_.apply(batch);
    return std::nullopt;
  } catch (const Retryable&) {
    throw;
  } catch (const std::exception& e) {
    return "inapplicable : " + std::string(e.what());
  }
}

void Reconsumption::move(const Candidates& done) {
  for (const auto* c : done) positions_[c->input.origin->stream] = c->input.origin->seq;
  step_(static_cast<std::int64_t>(done.size()));
}

}  // namespace comptoir::service
