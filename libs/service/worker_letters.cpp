// The worker's acts on dead letters. An act is one of the loop's own steps: what it frees or blocks, the next batch of
// events sees, and no other writer can come between.
#include "libs/http/problem.hpp"
#include "libs/log/log.hpp"
#include "libs/service/api.hpp"
#include "libs/service/letters_api.hpp"
#include "libs/service/worker.hpp"

namespace comptoir::service {
namespace {

Instant in_milliseconds(Instant t) { return std::chrono::floor<std::chrono::milliseconds>(t); }

struct Sum {
  std::size_t applicable = 0, failures = 0;
  std::string first;  ///< failure
};

Sum sum_of(const std::vector<Foreseen>& foreseen) {
  Sum sum;
  for (const auto& f : foreseen) {
    sum.applicable += f.issue == Foreseen::Issue::applicable;
    if (f.issue == Foreseen::Issue::failure && sum.failures++ == 0)
      sum.first = " ; lettre " + std::to_string(f.letter) + " : " + f.raison;
  }
  return sum;
}

}  // namespace

std::chrono::milliseconds Worker::idle_for() const {
  return redrive_ ? std::min(settings_.idle, redrive_->wait(world_.tempo.now())) : settings_.idle;
}

void Worker::begin_acts() {
  for (auto& asked : acts_.take()) {
    try {
      asked.respond(begin(asked.request));
    } catch (const Retryable&) {
      asked.respond(unavailable("Issue inconnue: la base a été perdue pendant l'acte ; lisez les actes du service."));
      throw;
    } catch (const std::exception& e) {
      asked.respond(http::incident(room_.name(), e.what(), {}, "L'acte n'a pas eu lieu ; rien n'a été écrit."));
    }
  }
}

http::Response Worker::begin(const journal::ActRequest& request) {
  if (redrive_)
    return conflict("L'acte " + std::to_string(redrive_->act()) + " est en cours ; attendez sa fin, ou sa panne.");
  if (request.genre == journal::ActKind::ecart) return discard(request);
  if (request.of.id)
    if (const auto why = store_->obstacle(*request.of.id); !why.empty()) return conflict(why);
  return request.genre == journal::ActKind::essai ? rehearse(request) : begin_replay(request);
}

http::Response Worker::begin_replay(const journal::ActRequest& request) {
  auto reach = store_->reach_of(request.of);
  const auto act = store_->begin_act(request, store_->count_waiting(reach));
  log::info("rejeu de lettres", {{"service", room_.name()}, {"auteur", request.auteur}, {"note", request.note}});
  redrive_.emplace(act, std::move(reach), request, settings_.batch_max);
  return store_->act_response(act, 202);
}

http::Response Worker::rehearse(const journal::ActRequest& request) {
  const auto reach = store_->reach_of(request.of);
  auto letters = read_letters(store_->waiting(reach, {}, 0, Rehearsal::kMaxLetters),
                              [this](const bus::Envelope& e) { return room_.decode(e); });
  const auto foreseen =
      store_->rehearse(room_, letters, in_milliseconds(world_.clock.now()), world_.ids, request.continuer);
  const auto sum = sum_of(foreseen);
  Transaction tx(*store_);
  const auto act = store_->begin_act(request, store_->count_waiting(reach));
  store_->end_act(act, sum.failures ? "arretee" : "terminee",
                  std::to_string(foreseen.size()) + " essayées, " + std::to_string(sum.applicable) + " applicables, " +
                      std::to_string(sum.failures) + " en échec" + sum.first,
                  to_json(foreseen));
  tx.commit();
  return store_->act_response(act, 202);
}

http::Response Worker::discard(const journal::ActRequest& request) {
  if (request.of.id && !store_->is_waiting(*request.of.id))
    return conflict("La lettre " + std::to_string(*request.of.id) + " n'attend pas.");
  Transaction tx(*store_);
  const auto act = store_->begin_act(request, 0);
  const auto keys = store_->discard(act, request.of);
  const auto freed = store_->free_keys(keys);
  store_->end_act(act, "terminee");
  tx.commit();
  for (const auto& key : freed) blocked_.erase(key);
  log::info("lettres écartées", {{"service", room_.name()}, {"auteur", request.auteur}, {"note", request.note}});
  return store_->act_response(act, 200);
}

void Worker::redrive() {
  const auto now = world_.tempo.now();
  current_ = redrive_->next(*store_, [this](const bus::Envelope& e) { return room_.decode(e); }, now);
  if (current_.empty()) {
    if (redrive_->finished()) end_redrive();
    return;
  }
  try {
    if (!current_[0].poison.empty()) throw Permanent(current_[0].poison);
    transact(0, current_.size());
    redrive_->committed(current_, now);
    for (const auto& key : redrive_->freed()) blocked_.erase(key);
    measures_.replayed.Increment(static_cast<double>(current_.size()));
  } catch (const Retryable&) {
    throw;
  } catch (const std::exception& e) {
    if (redrive_->refused(current_)) note_failure(current_[0], e);
  }
  current_.clear();
}

void Worker::note_failure(Delivery& d, const std::exception& e) {
  if (d.poison.empty()) {
    d.poison = e.what();
    d.causes = causes_of(e);
  }
  log::warn("lettre en échec", {{"service", room_.name()},
                                {"lettre", d.letter},
                                {"evenement", d.input.origin->event_type},
                                {"saga", d.input.origin->correlation_id},
                                {"cle", d.input.origin->cle},
                                {"trace", traces::trace_digits(d.input.traceparent)},
                                {"raison", d.poison}});
  Transaction tx(*store_);
  const bool ends = redrive_->failed(*store_, d, world_.tempo.now());
  tx.commit();
  if (ends) redrive_.reset();
}

void Worker::end_redrive() {
  store_->end_act(redrive_->act(), "terminee");
  redrive_.reset();
}

}  // namespace comptoir::service
