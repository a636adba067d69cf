#include "tests/simulation/simulated_store.hpp"

#include <algorithm>

#include "libs/service/api.hpp"
#include "tests/simulation/rooms.hpp"

namespace comptoir::simulation {
namespace {

SimulatedRoom& simulated(service::Room& room) { return static_cast<SimulatedRoom&>(room); }

bool of_reach(const Letter& l, const journal::Reach& reach) {
  if (!l.waiting || l.what.seq == 0) return false;
  if (reach.id && l.id != *reach.id) return false;
  return !reach.keys || std::ranges::find(*reach.keys, l.what.cle) != reach.keys->end();
}

bool selected(const Letter& l, const journal::Selection& of) {
  return l.waiting && (!of.id || l.id == *of.id) && (!of.cle || l.what.cle == *of.cle);
}

bool same_place(const journal::DeadLetter& a, const journal::DeadLetter& b) {
  return a.stream == b.stream && a.seq == b.seq && a.entry == b.entry;
}

}  // namespace

SimulatedStore::SimulatedStore(Database& database, Universe& universe)
    : database_(database), universe_(universe), session_(0) {
  if (database.away()) throw postgres::ConnectionLost("simulated: the database is away");
  session_ = database.open_session();
}

SimulatedStore::~SimulatedStore() {
  rollback();
  if (!power_is_cut) database_.close_session(session_);
}

void SimulatedStore::lose(const char* why) {
  rollback();
  database_.close_session(session_);
  throw postgres::ConnectionLost(why);
}

void SimulatedStore::check() {
  if (!database_.alive(session_)) lose("simulated: the session was ended");
  database_.hear(session_);
}

bool SimulatedStore::own() {
  check();
  return database_.own(session_);
}

std::string SimulatedStore::heir() {
  check();
  return universe_.strikes(Fault::gives_way, 300) ? "another" : "";
}

void SimulatedStore::prepare(service::Room& room) {
  check();
  if (!database_.rows.tables.has_value()) database_.rows.tables = simulated(room).empty_tables();
  simulated(room).owned_again();
}

void SimulatedStore::begin() {
  universe_.border("begin");
  check();
  in_transaction_ = moved_ = true;
  taken_ = false;
}

// The copy is made at the first write, under the lock: what was read before may have been overtaken, as in PostgreSQL.
Rows& SimulatedStore::stage() {
  if (staged_) return *staged_;
  if (!database_.lock(session_)) throw postgres::Transient("simulated: lock not had");
  return staged_.emplace(database_.rows);
}

// Outside a transaction it is one of its own.
template <class Change>
void SimulatedStore::write(Change change) {
  check();
  if (in_transaction_) return change(stage());
  service::Transaction alone(*this);
  change(stage());
  alone.commit();
}

void SimulatedStore::commit() {
  universe_.border("commit");
  check();
  refuse_taken();
  if (universe_.strikes(Fault::cut_before_commit, 80)) lose("simulated: cut before the commit");
  if (universe_.strikes(Fault::store_transient, 80)) throw postgres::Transient("simulated: disk full");
  if (staged_) database_.commit(std::move(*staged_), std::exchange(added_, {}));
  staged_.reset();
  in_transaction_ = false;
  database_.unlock(session_);
  if (universe_.strikes(Fault::cut_after_commit, 80)) lose("simulated: cut after the commit");
  universe_.border("committed");
}

void SimulatedStore::rollback() noexcept {
  staged_.reset();
  added_ = {};
  in_transaction_ = false;
  database_.unlock(session_);
}

std::vector<std::any> SimulatedStore::due(service::Room& room, Instant now) {
  check();
  return simulated(room).due_of(database_.rows.tables, now);
}

// None of a key's events is applied while another waits as a letter since an earlier commit. One that is parked in this same
// batch may stand behind it.
void SimulatedStore::check_order(const Rows& rows, const service::Origin& o) {
  if (o.cle.empty()) return;
  for (const auto& l : rows.letters) {
    if (l.what.stream == o.stream && l.what.seq == o.seq) return;
    const bool older = l.id <= std::ssize(database_.rows.letters);
    if (older && l.waiting && l.what.cle == o.cle && l.what.seq > 0)
      added_.objection = Breach{"key_stays_in_order", database_.service() + " applies " + o.event_type + " of " +
                                                          o.cle + " while " + l.what.event_type + " waits"};
  }
}

// What the room's code is broken for fails once all of the batch is done: a rollback must take all of it back.
void SimulatedStore::apply(service::Room& room, service::Batch& batch) {
  check();
  simulated(room).apply_to(stage().tables, batch);
  for (const auto* input : batch.inputs()) {
    if (!input->origin) continue;
    if (database_.broken_apply.contains(input->origin->cle))
      throw Permanent("simulated: the handler fails on " + input->origin->cle);
    check_order(*staged_, *input->origin);
    added_.applied.emplace_back(input->origin->stream, input->origin->seq);
  }
  for (const auto& [cause, e] : batch.emitted()) {
    std::optional<Place> place;
    if (cause->origin) place = Place{cause->origin->stream, cause->origin->seq};
    added_.told.push_back({e.stream, e.event_type, e.correlation_id, place});
  }
}

std::vector<service::Foreseen> SimulatedStore::rehearse(service::Room&, std::vector<service::Delivery>&, Instant,
                                                        IdSource&, bool) {
  throw Permanent("rehearsals are not simulated");
}

std::map<std::string, std::int64_t> SimulatedStore::heads(const std::vector<std::string>& streams) {
  check();
  std::map<std::string, std::int64_t> out;
  for (const auto& s : streams) out[s] = database_.head(s);
  return out;
}

std::vector<journal::Entry> SimulatedStore::read(const std::string& stream, std::int64_t after, std::int64_t limit) {
  check();
  std::vector<journal::Entry> out;
  const auto& all = database_.journal[stream];
  for (auto i = static_cast<std::size_t>(after); i < all.size() && std::ssize(out) < limit; ++i) out.push_back(all[i]);
  return out;
}

void SimulatedStore::append(const std::vector<journal::Entry>& entries) {
  if (entries.empty()) return;
  check();
  stage();
  for (const auto& e : entries) {
    taken_ = taken_ || e.seq <= database_.head(e.stream);
    added_.entries.push_back(e);
  }
}

std::map<std::string, std::int64_t> SimulatedStore::positions(const std::vector<std::string>& streams) {
  write([&](Rows& rows) {
    for (const auto& s : streams) rows.positions.emplace(s, 0);
  });
  std::map<std::string, std::int64_t> out;
  for (const auto& s : streams) out[s] = database_.rows.positions.at(s);
  return out;
}

// The answer comes later, as in a pipeline: what is read meanwhile may be another owner's.
void SimulatedStore::move(const std::vector<journal::Move>& moves) {
  if (moves.empty()) return;
  write([&](Rows& rows) {
    for (const auto& m : moves) {
      auto& at = rows.positions.at(m.stream);
      if (at == m.from)
        at = m.to;
      else
        moved_ = false;
    }
  });
}

void SimulatedStore::refuse_taken() {
  if (!std::exchange(taken_, false)) return;
  universe_.saw("seq_was_taken");
  throw Retryable("simulated: another instance wrote the journal");
}

bool SimulatedStore::moved() {
  universe_.border("moved");
  check();
  refuse_taken();
  if (!moved_) universe_.saw("fence_closed");
  return moved_;
}

std::map<std::string, journal::Idempotent> SimulatedStore::recorded(const std::vector<std::string>& keys) {
  check();
  std::map<std::string, journal::Idempotent> out;
  for (const auto& key : keys)
    if (const auto found = database_.answers.find(key); found != database_.answers.end()) {
      universe_.saw("answer_replayed");
      out.emplace(key, found->second);
    }
  return out;
}

void SimulatedStore::record(const std::vector<journal::Idempotent>& answers) {
  if (answers.empty()) return;
  check();
  stage();
  for (const auto& a : answers) {
    if (database_.answers.contains(a.cle)) throw postgres::SqlError("simulated: duplicate key", "23505", "idempotence");
    added_.answers.push_back(a);
  }
}

void SimulatedStore::park(const std::vector<journal::DeadLetter>& letters) {
  if (letters.empty()) return;
  write([&](Rows& rows) {
    for (const auto& l : letters) {
      if (std::ranges::any_of(rows.letters, [&](const auto& x) { return same_place(x.what, l); })) continue;
      universe_.saw(l.seq == 0 ? "foreign_parked" : "parked");
      rows.letters.push_back({std::ssize(rows.letters) + 1, l});
    }
  });
}

std::vector<std::string> SimulatedStore::blocked_keys() {
  check();
  std::set<std::string> keys;
  for (const auto& l : seen().letters)
    if (l.waiting && !l.what.cle.empty()) keys.insert(l.what.cle);
  return {keys.begin(), keys.end()};
}

std::vector<std::string> SimulatedStore::free_keys(const std::set<std::string>& keys) {
  const auto blocked = blocked_keys();
  std::vector<std::string> out;
  std::ranges::set_difference(keys, blocked, std::back_inserter(out));
  return out;
}

journal::WaitingLetters SimulatedStore::waiting_letters() {
  check();
  return {std::ranges::count_if(seen().letters, [](const auto& l) { return l.waiting; }), {}};
}

journal::Reach SimulatedStore::reach_of(const journal::Selection& of) {
  if (of.cause) throw Permanent("a selection by cause is not simulated");
  if (of.cle) return {{}, std::vector<std::string>{*of.cle}, {}};
  return {of.id, {}, {}};
}

std::vector<journal::Waiting> SimulatedStore::waiting(const journal::Reach& reach, const std::set<std::string>& without,
                                                      std::int64_t after, std::size_t limit) {
  check();
  std::vector<journal::Waiting> out;
  for (const auto& l : seen().letters)
    if (l.id > after && of_reach(l, reach) && !without.contains(l.what.cle) && out.size() < limit)
      out.push_back({l.id, l.what.stream, l.what.seq, l.what.enveloppe});
  return out;
}

std::int64_t SimulatedStore::count_waiting(const journal::Reach& reach) {
  check();
  return std::ranges::count_if(seen().letters, [&](const auto& l) { return of_reach(l, reach); });
}

std::string SimulatedStore::obstacle(std::int64_t letter) { return is_waiting(letter) ? "" : "la lettre n'attend pas"; }

bool SimulatedStore::is_waiting(std::int64_t letter) {
  check();
  return std::ranges::any_of(seen().letters, [&](const auto& l) { return l.id == letter && l.waiting; });
}

std::int64_t SimulatedStore::begin_act(const journal::ActRequest&, std::int64_t) {
  std::int64_t act = 0;
  write([&](Rows& rows) {
    if (rows.act_under_way) throw postgres::SqlError("simulated: an act is under way", "23505", "lettres_actes");
    act = rows.act_under_way = ++rows.acts;
  });
  return act;
}

void SimulatedStore::end_act(std::int64_t, std::string_view, std::string_view, std::string_view) {
  write([](Rows& rows) { rows.act_under_way = 0; });
}

void SimulatedStore::interrupt_acts() {
  write([](Rows& rows) { rows.act_under_way = 0; });
}

Letter* SimulatedStore::find(Rows& rows, std::int64_t letter) {
  const auto found = std::ranges::find(rows.letters, letter, &Letter::id);
  return found == rows.letters.end() ? nullptr : &*found;
}

void SimulatedStore::note_replayed(std::int64_t, const std::vector<std::int64_t>& letters) {
  write([&](Rows& rows) {
    for (const auto id : letters) {
      auto* letter = find(rows, id);
      if (!letter || !letter->waiting) throw Retryable("a letter does not wait any more");
      letter->waiting = false;
      letter->replayed = true;
    }
  });
  universe_.saw("replayed", std::ssize(letters));
}

void SimulatedStore::note_failure(std::int64_t, std::int64_t letter, const std::string& raison,
                                  const std::vector<std::string>&) {
  write([&](Rows& rows) {
    auto* l = find(rows, letter);
    if (l) l->what.raison = raison, ++l->what.tentatives;
  });
}

std::set<std::string> SimulatedStore::discard(std::int64_t, const journal::Selection& of) {
  std::set<std::string> keys;
  write([&](Rows& rows) {
    for (auto& l : rows.letters)
      if (selected(l, of)) l.waiting = false, keys.insert(l.what.cle);
  });
  return keys;
}

http::Response SimulatedStore::act_response(std::int64_t act, int status) {
  check();
  return service::json_response(status, "{\"id\":" + std::to_string(act) + "}");
}

}  // namespace comptoir::simulation
