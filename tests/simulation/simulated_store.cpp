#include "tests/simulation/simulated_store.hpp"

#include <algorithm>

#include "libs/service/api.hpp"

namespace comptoir::simulation {
namespace {

SimulatedRoom& simulated(service::Room& room) { return static_cast<SimulatedRoom&>(room); }

bool of_partition(const Letter& l, std::optional<int> partition) {
  return !partition || bus::partition_of(l.what.stream) == *partition;
}

bool of_reach(const Letter& l, const journal::Reach& reach) {
  if (!l.waiting || l.what.seq == 0 || !of_partition(l, reach.partition)) return false;
  if (reach.id && l.id != *reach.id) return false;
  return !reach.keys || std::ranges::find(*reach.keys, l.what.cle) != reach.keys->end();
}

bool selected(const Letter& l, const journal::Selection& of) {
  return l.waiting && of_partition(l, of.partition) && (!of.id || l.id == *of.id) && (!of.cle || l.what.cle == *of.cle);
}

bool same_place(const journal::DeadLetter& a, const journal::DeadLetter& b) {
  return a.stream == b.stream && a.seq == b.seq && a.entry == b.entry;
}

}  // namespace

SimulatedStore::SimulatedStore(Database& database, Universe& universe, Tenant tenant)
    : database_(database), universe_(universe), tenant_(tenant), session_(0) {
  if (database.away()) throw postgres::ConnectionLost("simulated: the database is away");
  session_ = database.open_session(tenant.process);
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
  return database_.own(session_, tenant_.partition);
}

std::string SimulatedStore::heir() {
  check();
  if (!tenant_.shared || !universe_.strikes(Fault::gives_way, 600)) return "";
  database_.stand_back(tenant_.partition);
  return "another";
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
}

// The copy is made at the first write, under the partition's lock: what was read before may have been overtaken, as in
// PostgreSQL. Other partitions commit meanwhile.
void SimulatedStore::stage() {
  if (staged_) return;
  if (!database_.lock(session_, tenant_.partition)) throw postgres::Transient("simulated: lock not had");
  staged_.emplace(database_.rows);
  staged_at_ = database_.version();
}

// A statement sees what others have committed by then, and a row has the value that its last commit wrote there.
void SimulatedStore::catch_up() {
  if (staged_at_ == database_.version()) return;
  universe_.saw("interleaved");
  staged_.emplace(database_.rows);
  staged_at_ = database_.version();
  for (const auto& statement : statements_) statement(*staged_);
}

// Outside a transaction it is one of its own.
void SimulatedStore::write(const Statement& statement) {
  check();
  if (!in_transaction_) {
    service::Transaction alone(*this);
    write(statement);
    return alone.commit();
  }
  stage();
  statement(*staged_);
  statements_.push_back(statement);
}

void SimulatedStore::commit() {
  universe_.border("commit");
  check();
  refuse_taken();
  if (universe_.strikes(Fault::cut_before_commit, 80)) lose("simulated: cut before the commit");
  if (universe_.strikes(Fault::store_transient, 80)) throw postgres::Transient("simulated: disk full");
  if (staged_) {
    catch_up();
    database_.commit(std::move(*staged_), std::exchange(added_, {}));
  }
  staged_.reset();
  statements_.clear();
  in_transaction_ = false;
  database_.unlock(session_);
  if (universe_.strikes(Fault::cut_after_commit, 80)) lose("simulated: cut after the commit");
  universe_.border("committed");
}

void SimulatedStore::rollback() noexcept {
  staged_.reset();
  statements_.clear();
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
// A second owner may have parked it since this session read which keys are blocked; positions, which are fenced stream by
// stream, do not tell.
bool SimulatedStore::is_known(const Letter& l) const {
  const bool known = l.session == session_ || l.id <= read_letters_;
  if (!known) universe_.saw("parked_by_a_second_owner");
  return known;
}

void SimulatedStore::check_order(const Rows& rows, const service::Origin& o) {
  if (o.cle.empty()) return;
  for (const auto& [id, l] : rows.letters) {
    if (l.what.stream == o.stream && l.what.seq == o.seq) return;
    const bool older = database_.rows.letters.contains(id);
    if (older && l.waiting && l.what.cle == o.cle && l.what.seq > 0 && is_known(l))
      added_.objection = Breach{"key_stays_in_order", database_.service() + " applies " + o.event_type + " of " +
                                                          o.cle + " while " + l.what.event_type + " waits"};
  }
}

// PostgreSQL would wait for it, this world cannot: whoever has it stands still further down.
void SimulatedStore::lock_stores(const SimulatedRoom& room, const service::Batch& batch) {
  for (const auto store : room.stores_to_lock(batch)) {
    if (database_.lock_store(session_, store)) continue;
    universe_.saw("store_was_locked");
    throw postgres::Transient("simulated: the store's lock not had");
  }
}

// What the room's code is broken for fails once all of the batch is done: a rollback must take all of it back.
void SimulatedStore::apply(service::Room& room, service::Batch& batch) {
  check();
  stage();
  lock_stores(simulated(room), batch);
  catch_up();
  const auto save = simulated(room).apply_to(staged_->tables, batch);
  write([save](Rows& rows) { save(rows.tables); });
  if (universe_.at_overlap) universe_.at_overlap();
  check();
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
  added_.entries.insert(added_.entries.end(), entries.begin(), entries.end());
}

std::map<std::string, std::int64_t> SimulatedStore::positions(const std::vector<std::string>& streams) {
  write([streams](Rows& rows) {
    for (const auto& s : streams) rows.positions.emplace(s, 0);
  });
  std::map<std::string, std::int64_t> out;
  for (const auto& s : streams) out[s] = database_.rows.positions.at(s);
  return out;
}

// The answer comes later, as in a pipeline: what is read meanwhile may be another owner's.
void SimulatedStore::move(const std::vector<journal::Move>& moves) {
  if (moves.empty()) return;
  write([this, moves](Rows& rows) {
    for (const auto& m : moves) {
      auto& at = rows.positions.at(m.stream);
      if (at == m.from)
        at = m.to;
      else
        moved_ = false;
    }
  });
}

// What a unique index holds against this transaction.
void SimulatedStore::refuse_taken() {
  const bool seq = std::ranges::any_of(added_.entries,
                                       [this](const journal::Entry& e) { return e.seq <= database_.head(e.stream); });
  const bool key = std::ranges::any_of(
      added_.answers, [this](const journal::Idempotent& a) { return database_.answers.contains(a.cle); });
  if (!seq && !key) return;
  universe_.saw(seq ? "seq_was_taken" : "key_was_taken");
  throw Retryable("simulated: another instance wrote the journal, or an answer");
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
  added_.answers.insert(added_.answers.end(), answers.begin(), answers.end());
}

void SimulatedStore::park(const std::vector<journal::DeadLetter>& letters) {
  if (letters.empty()) return;
  for (const auto& l : letters) {
    universe_.saw(l.seq == 0 ? "foreign_parked" : "parked");
    write([l, id = database_.next_id(), session = session_](Rows& rows) {
      const bool known = std::ranges::any_of(rows.letters, [&](const auto& x) { return same_place(x.second.what, l); });
      if (!known) rows.letters[id] = {id, l, session};
    });
  }
}

std::set<std::string> SimulatedStore::blocked() const {
  std::set<std::string> keys;
  for (const auto& [id, l] : seen().letters)
    if (l.waiting && !l.what.cle.empty()) keys.insert(l.what.cle);
  return keys;
}

std::vector<std::string> SimulatedStore::blocked_keys() {
  check();
  read_letters_ = database_.last_id();
  const auto keys = blocked();
  return {keys.begin(), keys.end()};
}

std::vector<std::string> SimulatedStore::free_keys(const std::set<std::string>& keys) {
  check();
  std::vector<std::string> out;
  std::ranges::set_difference(keys, blocked(), std::back_inserter(out));
  return out;
}

journal::WaitingLetters SimulatedStore::waiting_letters() {
  check();
  return {std::ranges::count_if(seen().letters, [](const auto& l) { return l.second.waiting; }), {}};
}

journal::Reach SimulatedStore::reach_of(const journal::Selection& of) {
  if (of.cause) throw Permanent("a selection by cause is not simulated");
  if (of.cle) return {{}, std::vector<std::string>{*of.cle}, {}, of.partition};
  return {of.id, {}, {}, of.partition};
}

std::vector<journal::Waiting> SimulatedStore::waiting(const journal::Reach& reach, const std::set<std::string>& without,
                                                      std::int64_t after, std::size_t limit) {
  check();
  std::vector<journal::Waiting> out;
  for (const auto& [id, l] : seen().letters)
    if (id > after && of_reach(l, reach) && !without.contains(l.what.cle) && out.size() < limit)
      out.push_back({id, l.what.stream, l.what.seq, l.what.enveloppe});
  return out;
}

std::int64_t SimulatedStore::count_waiting(const journal::Reach& reach) {
  check();
  return std::ranges::count_if(seen().letters, [&](const auto& l) { return of_reach(l.second, reach); });
}

std::string SimulatedStore::obstacle(std::int64_t letter) { return is_waiting(letter) ? "" : "la lettre n'attend pas"; }

bool SimulatedStore::is_waiting(std::int64_t letter) {
  check();
  const auto found = seen().letters.find(letter);
  return found != seen().letters.end() && found->second.waiting;
}

std::int64_t SimulatedStore::begin_act(const journal::ActRequest& request, std::int64_t) {
  const auto act = database_.next_id();
  write([act, partition = request.of.partition.value_or(0)](Rows& rows) {
    if (!rows.acts.emplace(partition, act).second)
      throw postgres::SqlError("simulated: an act is under way", "23505", "lettres_actes");
  });
  return act;
}

void SimulatedStore::end_act(std::int64_t act, std::string_view, std::string_view, std::string_view) {
  write([act](Rows& rows) { std::erase_if(rows.acts, [act](const auto& a) { return a.second == act; }); });
}

void SimulatedStore::interrupt_acts() {
  write([partition = tenant_.partition](Rows& rows) { rows.acts.erase(partition); });
}

void SimulatedStore::note_replayed(std::int64_t, const std::vector<std::int64_t>& letters) {
  write([letters](Rows& rows) {
    for (const auto id : letters) {
      const auto letter = rows.letters.find(id);
      if (letter == rows.letters.end() || !letter->second.waiting) throw Retryable("a letter does not wait any more");
      letter->second.waiting = false;
      letter->second.replayed = true;
    }
  });
  universe_.saw("replayed", std::ssize(letters));
}

void SimulatedStore::note_failure(std::int64_t, std::int64_t letter, const std::string& raison,
                                  const std::vector<std::string>&) {
  write([letter, raison](Rows& rows) {
    const auto found = rows.letters.find(letter);
    if (found != rows.letters.end()) found->second.what.raison = raison, ++found->second.what.tentatives;
  });
}

std::set<std::string> SimulatedStore::discard(std::int64_t, const journal::Selection& of) {
  std::set<std::string> keys;
  for (const auto& [id, l] : seen().letters)
    if (selected(l, of)) keys.insert(l.what.cle);
  write([of](Rows& rows) {
    for (auto& [id, l] : rows.letters)
      if (selected(l, of)) l.waiting = false;
  });
  return keys;
}

http::Response SimulatedStore::act_response(std::int64_t act, int status) {
  check();
  return service::json_response(status, "{\"id\":" + std::to_string(act) + "}");
}

}  // namespace comptoir::simulation
