// How a worker comes by its partition, and how it lets it go: to whoever is next, to another instance whose turn it is, or
// with a session that is lost.
#include "libs/log/log.hpp"
#include "libs/service/api.hpp"
#include "libs/service/crash_point.hpp"
#include "libs/service/worker.hpp"

namespace comptoir::service {

std::string Worker::owner_elsewhere() const {
  const std::lock_guard lock(state_mutex_);
  return state_.elsewhere;
}

void Worker::note_owner(std::string url) {
  const std::lock_guard lock(state_mutex_);
  state_.elsewhere = std::move(url);
}

void Worker::refuse_waiting(std::string_view detail) {
  for (auto& d : inbox_.take_commands()) d.respond(unavailable(detail));
  for (auto& asked : acts_.take()) asked.respond(unavailable(detail));
}

// Stands by until the partition is ours. What an earlier session left to do again may be another's for long.
void Worker::own() {
  if (!store_->own()) {
    note_owner(store_->owner());
    refuse_waiting("Partition tenue par une autre instance.");
    return world_.tempo.sleep(kReconnect);
  }
  crash_point(traces_.service, "partition_prise");
  if (!may_write()) {
    store_.reset();  // the partition is free for whoever repairs it
    return world_.tempo.sleep(kReconnect);
  }
  note_owner("");
  load();
  owner_ = true;
}

// What somebody must mend first: a schema that is newer than this program, a migration that fails, a database that has
// forgotten what it told and must not tell anything else under the same numbers. Empty when nothing is in the way.
std::string Worker::hindrance() try {
  store_->prepare(room_);
  if (emits_.empty()) return "";
  return must_not_write(store_->heads(emits_), world_.witness(), room_.name());
} catch (const Permanent& e) {
  return e.what();
}

bool Worker::may_write() {
  auto refusal = hindrance();
  if (!refusal.empty()) refuse_waiting(refusal);
  const std::lock_guard lock(state_mutex_);
  if (!refusal.empty() && refusal != state_.refusal)
    log::error("le service n'écrit pas", {{"service", room_.name()}, {"raison", refusal}});
  state_.refusal = std::move(refusal);
  return state_.refusal.empty();
}

// Another instance should own the partition, and is there: from now on it is sent what is asked here. What was accepted is
// answered first.
void Worker::give_way() {
  if (giving_way_ || redrive_) return;
  const auto heir = store_->heir();
  if (heir.empty()) return;
  giving_way_ = true;
  inbox_.set_open(false);
  acts_.set_open(false);
  note_owner(heir);
}

void Worker::leave() {
  try {
    if (redrive_) store_->interrupt_acts();
  } catch (const std::exception& e) {  // the next session does it
    log::warn("session perdue à l'arrêt", {{"service", room_.name()}, {"raison", e.what()}});
  }
  forget_session();
}

// After a lost session: what may have been committed is not run twice without a key to recognise it by.
void Worker::forget_session() {
  world_.handover.begin(emits_, false);
  reader_.reset();
  inbox_.drop_events();
  inbox_.set_open(false);
  acts_.set_open(false);
  for (auto& asked : acts_.take()) asked.respond(unavailable("La base a été perdue; réessayez."));
  Batches again;
  for (auto& d : current_) {
    if (!d.respond) continue;
    if (committing_ && d.key.empty())
      d.respond(unavailable("Issue inconnue: la base a été perdue pendant l'écriture."));
    else
      again.push_back(std::move(d));
  }
  current_.clear();
  redrive_.reset();
  committing_ = false;
  inbox_.put_back(std::move(again));
  store_.reset();
  owner_ = giving_way_ = false;
  connected(false);
  const std::lock_guard lock(state_mutex_);
  state_.owner = false;
}

}  // namespace comptoir::service
