#include "tests/simulation/database.hpp"

namespace comptoir::simulation {
namespace {

constexpr std::chrono::seconds kLease{5};  // as SqlStore has it

std::string text(const Place& p) { return p.first + ' ' + std::to_string(p.second); }

}  // namespace

std::int64_t Database::open_session() {
  sessions_[++last_session_] = universe_.now;
  return last_session_;
}

void Database::close_session(std::int64_t session) {
  sessions_.erase(session);
  if (owner_ == session) owner_ = 0;
  if (writer_ == session) writer_ = 0;
}

void Database::hear(std::int64_t session) {
  if (const auto found = sessions_.find(session); found != sessions_.end()) found->second = universe_.now;
}

void Database::expire_owner() {
  const auto owner = sessions_.find(owner_);
  if (owner == sessions_.end() || universe_.now - owner->second <= kLease) return;
  universe_.trace(service_ + ": the owner's session is ended, it was silent");
  universe_.saw("lease_ended");
  close_session(owner_);
}

bool Database::own(std::int64_t session) {
  expire_owner();
  if (owner_ == 0) owner_ = session;
  return owner_ == session;
}

bool Database::lock(std::int64_t session) {
  if (writer_ == 0) writer_ = session;
  return writer_ == session;
}

void Database::unlock(std::int64_t session) {
  if (writer_ == session) writer_ = 0;
}

void Database::go_away(std::chrono::milliseconds time) {
  away_until_ = universe_.now + time;
  sessions_.clear();
  owner_ = writer_ = 0;
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
  for (auto i = rows.letters.size(); i < changed.letters.size(); ++i) {
    const auto& l = changed.letters[i].what;
    if (l.seq > 0 && !ever_broken.contains(l.cle))
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
