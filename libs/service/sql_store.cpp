#include "libs/service/sql_store.hpp"

#include "libs/service/letters_api.hpp"
#include "libs/service/ownership.hpp"
#include "libs/service/partitions.hpp"

namespace comptoir::service {
namespace {

constexpr std::string_view kUrl = "http://";
// All goes by a key, whatever the values: a plan per execution costs as much as the execution of a small batch.
constexpr const char* kPlanOnce = "SET plan_cache_mode = force_generic_plan";

// A commit that waits for the standby, where there is one, and so for all commits before it. An earlier session may have
// committed and died in that wait: nobody may be told of it before a failover would keep it.
constexpr const char* kSettle = "SELECT pg_logical_emit_message(true, 'comptoir', 'partition')";

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kPatience = 500ms;  // whose turn it is takes a free partition within; then it is anybody's
constexpr auto kStay = 10s;        // who had to take what was another's turn keeps it for so long

}  // namespace

SqlStore::SqlStore(const std::string& conninfo, Seat seat) : sql_(conninfo), seat_(std::move(seat)) {
  if (is_shared() && seat_.candidate) take_name(sql_, seat_.url);
}

// Who should own the partition, of those who can.
std::string SqlStore::share() {
  const auto all = instances(sql_, seat_.lease);
  return all.empty() ? "" : share_out(seat_.partition.of, all).at(static_cast<std::size_t>(seat_.partition.number));
}

bool SqlStore::is_my_turn() {
  if (seat_.candidate && share() == seat_.url) return true;
  if (!service::owner(sql_, seat_.partition.number).empty()) return free_since_.reset(), false;
  if (!free_since_) free_since_ = steady_clock::now();
  return steady_clock::now() - *free_since_ > kPatience;
}

bool SqlStore::own() {
  if (is_shared() && !is_my_turn()) return false;
  if (!try_own(sql_, seat_.partition.number, seat_.url)) return false;
  if (free_since_) stay_until_ = steady_clock::now() + kStay;
  return true;
}

// The same at two looks: an instance that starts, or dies, is not seen by all at once.
std::string SqlStore::heir() {
  if (!is_shared() || steady_clock::now() < stay_until_) return "";
  const auto share = this->share();
  const auto before = std::exchange(heir_, share);
  return share != seat_.url && share == before ? share : "";
}

std::string SqlStore::owner() {
  const auto name = service::owner(sql_, seat_.partition.number);
  // Our own: a session of an earlier life, which PostgreSQL has not ended yet.
  return name.starts_with(kUrl) && name != seat_.url ? name : "";
}

void SqlStore::prepare(Room& room) {
  // The lock goes with its session, and PostgreSQL ends a session that is silent for too long: the partition of a process
  // that stands still goes to another. Longer than any wait of the worker, and than what it does between two statements.
  for (const auto* silence : {"idle_session_timeout", "idle_in_transaction_session_timeout"})
    sql_.run("SELECT set_config($1, $2, false)", {silence, std::to_string(seat_.lease.count())});
  sql_.execute(kPlanOnce);
  postgres::Transaction settled(sql_);
  settled.run(kSettle);
  settled.commit();
  postgres::migrate(sql_, "journal", journal::migrations());
  journal::check_partitions(sql_, seat_.partitions);
  postgres::migrate(sql_, room.name(), room.migrations());
  room.owned(sql_);
}

void SqlStore::begin() {
  transaction_.emplace(sql_);
  moved_ = {};
}

void SqlStore::commit() try {
  transaction_->commit();
  transaction_.reset();
} catch (const postgres::SqlError& e) {
  journal::refuse(e);
}

void SqlStore::apply(Room& room, Batch& batch) {
  batch.join(sql_);
  room.apply(batch);
}

std::vector<Foreseen> SqlStore::rehearse(Room& room, std::vector<Delivery>& letters, Instant now, IdSource& ids,
                                         bool go_on) {
  const postgres::Transaction undone(sql_);
  return Rehearsal(room, sql_, now, ids, go_on).run(letters);
}

std::map<std::string, std::int64_t> SqlStore::heads(const std::vector<std::string>& streams) {
  return journal::heads(sql_, streams);
}

std::vector<journal::Entry> SqlStore::read(const std::string& stream, std::int64_t after, std::int64_t limit) {
  return journal::read(sql_, stream, after, limit);
}

void SqlStore::append(const std::vector<journal::Entry>& entries) { journal::append(sql_, entries); }

std::map<std::string, std::int64_t> SqlStore::positions(const std::vector<std::string>& streams) {
  return journal::positions(sql_, streams);
}

bool SqlStore::moved() try { return moved_.all(); } catch (const postgres::SqlError& e) {
  journal::refuse(e);
}

std::map<std::string, journal::Idempotent> SqlStore::recorded(const std::vector<std::string>& keys) {
  return journal::recorded(sql_, keys);
}

void SqlStore::record(const std::vector<journal::Idempotent>& answers) { journal::record(sql_, answers); }

void SqlStore::park(const std::vector<journal::DeadLetter>& letters) { journal::park(sql_, letters); }

std::vector<std::string> SqlStore::blocked_keys() { return journal::blocked_keys(sql_); }

std::vector<std::string> SqlStore::free_keys(const std::set<std::string>& keys) {
  return journal::free_keys(sql_, keys);
}

journal::WaitingLetters SqlStore::waiting_letters() { return journal::waiting_letters(sql_); }

journal::Reach SqlStore::reach_of(const journal::Selection& of) { return journal::reach_of(sql_, of); }

std::vector<journal::Waiting> SqlStore::waiting(const journal::Reach& reach, const std::set<std::string>& without,
                                                std::int64_t after, std::size_t limit) {
  return journal::waiting(sql_, reach, without, after, limit);
}

std::int64_t SqlStore::count_waiting(const journal::Reach& reach) { return journal::count_waiting(sql_, reach); }

std::string SqlStore::obstacle(std::int64_t letter) { return journal::obstacle(sql_, letter); }

bool SqlStore::is_waiting(std::int64_t letter) { return journal::is_waiting(sql_, letter); }

std::int64_t SqlStore::begin_act(const journal::ActRequest& request, std::int64_t total) {
  return journal::begin_act(sql_, request, total);
}

void SqlStore::end_act(std::int64_t act, std::string_view issue, std::string_view detail, std::string_view essais) {
  journal::end_act(sql_, act, issue, detail, essais);
}

void SqlStore::interrupt_acts() { journal::interrupt_acts(sql_, seat_.partition.number); }

void SqlStore::note_replayed(std::int64_t act, const std::vector<std::int64_t>& letters) {
  journal::note_replayed(sql_, act, letters);
}

void SqlStore::note_failure(std::int64_t act, std::int64_t letter, const std::string& raison,
                            const std::vector<std::string>& causes) {
  journal::note_failure(sql_, act, letter, raison, causes);
}

std::set<std::string> SqlStore::discard(std::int64_t act, const journal::Selection& of) {
  return journal::discard(sql_, act, of);
}

http::Response SqlStore::act_response(std::int64_t act, int status) { return service::act_response(sql_, act, status); }

}  // namespace comptoir::service
