#include "libs/service/rehearsal.hpp"

namespace comptoir::service {

Rehearsal::Rehearsal(Room& room, postgres::Connection& sql, Instant now, IdSource& ids, bool go_on)
    : room_(room), sql_(sql), now_(now), ids_(ids), go_on_(go_on) {}

std::vector<Foreseen> Rehearsal::run(std::vector<Delivery>& letters) {
  sql_.execute("SET CONSTRAINTS ALL IMMEDIATE");  // what a commit would refuse is refused here
  for (const auto& d : letters) {
    const auto& o = *d.input.origin;
    out_.push_back({d.letter, o.event_id, o.event_type, o.cle, Foreseen::Issue::passed_over, {}, {}});
  }
  apply(letters, 0);
  return std::move(out_);
}

bool Rehearsal::passes_over(const Delivery& d) const { return stopped_ || failed_.contains(d.input.origin->cle); }

// Halved until the culprit stands alone, as the worker does; what the first half did stays for the second.
void Rehearsal::apply(Letters letters, std::size_t at) {
  if (letters.empty()) return;
  try {
    sql_.execute("SAVEPOINT essai");
    attempt(letters, at);
    return sql_.execute("RELEASE SAVEPOINT essai");
  } catch (const Retryable&) {
    throw;
  } catch (const std::exception& e) {
    sql_.execute("ROLLBACK TO SAVEPOINT essai");
    if (letters.size() == 1) return fail(letters.front(), at, e.what());
  }
  const auto half = letters.size() / 2;
  apply(letters.first(half), at);
  apply(letters.subspan(half), at + half);
}

void Rehearsal::attempt(Letters letters, std::size_t at) {
  std::vector<Input*> inputs;
  std::map<const Input*, Foreseen> done;
  for (auto& d : letters) {
    const auto& told = out_[at + static_cast<std::size_t>(&d - letters.data())];
    if (passes_over(d)) continue;
    if (!d.poison.empty()) throw Permanent(d.poison);
    done.emplace(&d.input, told).first->second.issue = Foreseen::Issue::applicable;
    if (d.input.message.has_value()) inputs.push_back(&d.input);
  }
  Batch batch(sql_, now_, ids_, std::move(inputs));
  if (!batch.inputs().empty()) room_.apply(batch);
  for (const auto& [cause, emission] : batch.emitted()) done.at(cause).emits.push_back(emission.event_type);
  for (auto& d : letters)
    if (const auto found = done.find(&d.input); found != done.end())
      out_[at + static_cast<std::size_t>(&d - letters.data())] = std::move(found->second);
}

void Rehearsal::fail(const Delivery& d, std::size_t at, std::string raison) {
  out_[at].issue = Foreseen::Issue::failure;
  out_[at].raison = std::move(raison);
  if (!d.input.origin->cle.empty()) failed_.insert(d.input.origin->cle);
  stopped_ = !go_on_;
}

}  // namespace comptoir::service
