#include "libs/service/rehearsal.hpp"

#include <algorithm>

namespace comptoir::service {
namespace {

// Takes back what was done since it was made, whether it was done well or not.
class Undone {
 public:
  explicit Undone(postgres::Connection& sql) : sql_(sql) { sql_.execute("SAVEPOINT essai"); }
  ~Undone() {
    sql_.discard_posted();
    try {
      sql_.execute("ROLLBACK TO SAVEPOINT essai; RELEASE SAVEPOINT essai");
    } catch (const std::exception&) {  // the session is lost, and all of the rehearsal with it
    }
  }
  Undone(const Undone&) = delete;
  Undone& operator=(const Undone&) = delete;

 private:
  postgres::Connection& sql_;
};

}  // namespace

Rehearsal::Rehearsal(Room& room, postgres::Connection& sql, Instant now, IdSource& ids, bool go_on)
    : room_(room), sql_(sql), now_(now), ids_(ids), go_on_(go_on) {}

std::vector<Foreseen> Rehearsal::run(std::vector<Delivery>& letters) {
  sql_.execute("SET CONSTRAINTS ALL IMMEDIATE");  // what a commit would refuse is refused here
  for (const auto& d : letters) {
    const auto& o = *d.input.origin;
    out_.push_back({d.letter, o.event_id, o.event_type, o.cle, Foreseen::Issue::passed_over, {}, {}});
  }
  const Letters all(letters);
  for (std::size_t at = 0, size = all.size(); at < all.size() && !stopped_;) {
    const auto step = std::min(size, all.size() - at);
    const auto refused = attempt(all.first(at + step));
    size = refused ? std::max<std::size_t>(1, step / 2) : step * 2;
    if (refused && step > 1) continue;
    if (refused) fail(all[at], at, *refused);
    at += step;
  }
  return std::move(out_);
}

bool Rehearsal::takes_part(const Delivery& d, const Foreseen& told) const {
  if (told.issue != Foreseen::Issue::passed_over) return told.issue == Foreseen::Issue::applicable;
  return !failed_.contains(d.input.origin->cle);
}

std::optional<std::string> Rehearsal::attempt(Letters letters) {
  std::vector<Input*> inputs;
  std::map<const Input*, Foreseen*> told;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    auto& d = letters[i];
    if (!takes_part(d, out_[i])) continue;
    if (!d.poison.empty()) return d.poison;
    told[&d.input] = &out_[i];
    if (d.input.message.has_value()) inputs.push_back(&d.input);
  }
  try {
    const Undone undone(sql_);
    Batch batch(sql_, now_, ids_, std::move(inputs));
    if (!batch.inputs().empty()) room_.apply(batch);
    sql_.flush();
    for (auto& [input, foreseen] : told) foreseen->issue = Foreseen::Issue::applicable, foreseen->emits.clear();
    for (const auto& [cause, emission] : batch.emitted()) told.at(cause)->emits.push_back(emission.event_type);
    return std::nullopt;
  } catch (const Retryable&) {
    throw;
  } catch (const std::exception& e) {
    return e.what();
  }
}

void Rehearsal::fail(const Delivery& d, std::size_t at, std::string raison) {
  out_[at].issue = Foreseen::Issue::failure;
  out_[at].raison = std::move(raison);
  if (!d.input.origin->cle.empty()) failed_.insert(d.input.origin->cle);
  stopped_ = !go_on_;
}

}  // namespace comptoir::service
