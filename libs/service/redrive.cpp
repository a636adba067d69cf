#include "libs/service/redrive.hpp"

#include <algorithm>

namespace comptoir::service {
namespace {

constexpr std::int64_t kStepsPerSecond = 10;

}  // namespace

std::size_t Pace::allowed(Time now, std::size_t wanted) const {
  if (!per_second_) return wanted;
  if (now < next_) return 0;
  return std::min(wanted, static_cast<std::size_t>(std::max<std::int64_t>(1, *per_second_ / kStepsPerSecond)));
}

void Pace::took(Time now, std::size_t letters) {
  if (!per_second_) return;
  const std::chrono::duration<double> cost(static_cast<double>(letters) / static_cast<double>(*per_second_));
  next_ = std::max(next_, now) + std::chrono::duration_cast<std::chrono::steady_clock::duration>(cost);
}

std::chrono::milliseconds Pace::wait(Time now) const {
  return now < next_ ? std::chrono::ceil<std::chrono::milliseconds>(next_ - now) : std::chrono::milliseconds(0);
}

std::vector<Delivery> read_letters(std::vector<journal::Waiting> letters, const Decode& decode) {
  std::vector<Delivery> out;
  for (auto& l : letters) {
    out.push_back(read_event(l.stream, l.seq, parse(std::move(l.enveloppe)), decode));
    out.back().letter = l.id;
  }
  return out;
}

std::vector<Delivery> Redrive::next(Store& store, const Decode& decode, Pace::Time now) {
  const auto wanted = pace_.allowed(now, size_);
  if (wanted == 0) return {};
  auto letters = read_letters(store.waiting(reach_, failed_, after_, wanted), decode);
  finished_ = letters.empty();
  const auto unreadable = std::ranges::find_if(letters, [](const Delivery& d) { return !d.poison.empty(); });
  if (unreadable != letters.end())
    letters.erase(unreadable == letters.begin() ? unreadable + 1 : unreadable, letters.end());
  return letters;
}

void Redrive::claim(Store& store, const std::vector<Delivery>& letters) {
  std::vector<std::int64_t> ids;
  std::set<std::string> keys;
  for (const auto& d : letters) {
    ids.push_back(d.letter);
    if (!d.input.origin->cle.empty()) keys.insert(d.input.origin->cle);
  }
  store.note_replayed(act_, ids);
  freed_ = store.free_keys(keys);
}

void Redrive::committed(const std::vector<Delivery>& letters, Pace::Time now) {
  after_ = letters.back().letter;
  size_ = std::min(size_ * 2, batch_max_);
  pace_.took(now, letters.size());
}

bool Redrive::refused(const std::vector<Delivery>& letters) {
  size_ = std::max<std::size_t>(1, letters.size() / 2);
  return letters.size() == 1;
}

bool Redrive::failed(Store& store, const Delivery& d, Pace::Time now) {
  const auto& cle = d.input.origin->cle;
  after_ = d.letter;
  pace_.took(now, 1);
  if (!cle.empty()) failed_.insert(cle);
  store.note_failure(act_, d.letter, d.poison, d.causes);
  if (!go_on_) store.end_act(act_, "arretee", "lettre " + std::to_string(d.letter) + " : " + d.poison);
  return !go_on_;
}

}  // namespace comptoir::service
