#include "tests/simulation/database.hpp"

namespace comptoir::simulation {
namespace {

// As SqlStore has them: until a silent session is ended, and until what was given up is anybody's.
constexpr std::chrono::seconds kLease{5};
constexpr std::chrono::milliseconds kForOthers{500};

std::string text(const Place& p) { return p.first + ' ' + std::to_string(p.second); }

}  // namespace

std::int64_t Database::open_session(int process) {
  sessions_[++last_session_] = {process, universe_.now};
  return last_session_;
}

void Database::close_session(std::int64_t session) {
  unlock(session);
  for (auto& [partition, seat] : seats_) {
    if (seat.owner != session) continue;
    seat.owner = 0;
    if (std::exchange(seat.given_way, false)) seat.others_until = universe_.now + kForOthers;
  }
  sessions_.erase(session);
}

void Database::hear(std::int64_t session) {
  if (const auto found = sessions_.find(session); found != sessions_.end()) found->second.heard = universe_.now;
}

void Database::expire_owner(int partition) {
  const auto owner = sessions_.find(seats_[partition].owner);
  if (owner == sessions_.end() || universe_.now - owner->second.heard <= kLease) return;
  universe_.trace(service_ + ": the owner's session is ended, it was silent");
  universe_.saw("lease_ended");
  close_session(owner->first);
}

bool Database::own(std::int64_t session, int partition) {
  expire_owner(partition);
  const auto& seat = seats_[partition];
  const bool back = seat.last == sessions_.at(session).process && universe_.now < seat.others_until;
  if (seat.owner == 0 && !back) take(partition, session);
  return seat.owner == session;
}

void Database::take(int partition, std::int64_t session) {
  auto& seat = seats_[partition];
  seat.owner = session;
  const auto before = std::exchange(seat.last, sessions_.at(session).process);
  if (!before || before == seat.last) return;
  universe_.trace(service_ + ": partition " + std::to_string(partition) + " is another process's now");
  for (const auto& [other, its] : seats_)
    if (const auto stayed = sessions_.find(its.owner); stayed != sessions_.end() && stayed->second.process == *before)
      return universe_.saw("partition_moved");
}

bool Database::is_owned(int partition) const {
  const auto seat = seats_.find(partition);
  return seat != seats_.end() && seat->second.owner != 0;
}

bool Database::lock(std::int64_t session, int partition) {
  auto& writer = seats_[partition].writer;
  if (writer == 0) writer = session;
  return writer == session;
}

bool Database::lock_store(std::int64_t session, std::int64_t store) {
  return store_locks_.try_emplace(store, session).first->second == session;
}

void Database::unlock(std::int64_t session) {
  for (auto& [partition, seat] : seats_)
    if (seat.writer == session) seat.writer = 0;
  std::erase_if(store_locks_, [session](const auto& lock) { return lock.second == session; });
}

void Database::go_away(std::chrono::milliseconds time) {
  away_until_ = universe_.now + time;
  sessions_.clear();
  store_locks_.clear();
  for (auto& [partition, seat] : seats_) seat.owner = seat.writer = 0;
}

std::int64_t Database::head(const std::string& stream) const {
  const auto found = journal.find(stream);
  return found == journal.end() ? 0 : static_cast<std::int64_t>(found->second.size());
}

bool Database::holds(const std::string& stream, std::int64_t seq, const std::string& raw) const {
  const auto found = journal.find(stream);
  if (found == journal.end() || seq < 1 || seq > head(stream)) return false;
  return found->second[static_cast<std::size_t>(seq - 1)].enveloppe == raw;
}

void Database::commit(Rows&& changed, Added&& added) {
  check(changed, added);
  rows = std::move(changed);
  ++version_;
  for (auto& e : added.entries) journal[e.stream].push_back(std::move(e));
  for (auto& a : added.answers) answers.emplace(a.cle, a);
  applied.insert(added.applied.begin(), added.applied.end());
  for (auto& t : added.told) told.push_back(std::move(t));
}

void Database::check(const Rows& changed, const Added& added) const {
  check_journal(added);
  check_positions(changed);
  check_applied(changed, added);
  check_letters(changed);
  if (added.objection) throw Breach{*added.objection};
}

void Database::check_letters(const Rows& changed) const {
  for (const auto& [id, letter] : changed.letters) {
    const auto& l = letter.what;
    if (!rows.letters.contains(id) && l.seq > 0 && !ever_broken.contains(l.cle))
      universe_.breach("only_poison_is_parked", service_ + " parks " + l.event_type + " of " + l.cle + ": " + l.raison);
  }
}

void Database::check_journal(const Added& added) const {
  std::map<std::string, std::int64_t> next;
  for (const auto& e : added.entries) {
    auto& seq = next.try_emplace(e.stream, head(e.stream)).first->second;
    if (e.seq != ++seq)
      universe_.breach("journal_is_dense",
                       e.stream + " commits " + std::to_string(e.seq) + " as its " + std::to_string(seq));
  }
}

void Database::check_positions(const Rows& changed) const {
  for (const auto& [stream, seq] : changed.positions) {
    const auto before = rows.positions.find(stream);
    if (before != rows.positions.end() && seq < before->second)
      universe_.breach("positions_only_advance", service_ + " goes back on " + stream);
    if (seq > head_of(stream))
      universe_.breach("position_within_head", service_ + " is at " + text({stream, seq}) + ", beyond its journal");
  }
}

void Database::check_applied(const Rows& changed, const Added& added) const {
  std::set<Place> now;
  for (const auto& place : added.applied) {
    if (applied.contains(place) || !now.insert(place).second)
      universe_.breach("applied_once", service_ + " applies " + text(place) + " again");
    const auto at = changed.positions.find(place.first);
    if (at == changed.positions.end() || at->second < place.second)
      universe_.breach("position_moves_with_effects", service_ + " applied " + text(place) + " and stands before it");
  }
}

}  // namespace comptoir::simulation
