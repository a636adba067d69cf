#include "libs/service/inbox.hpp"

namespace comptoir::service {

void Inbox::arrive(const Delivery& d) {
  if (!d.patient) {
    ++urgent_;
  } else if (patient_++ == 0) {
    patient_since_ = tempo_.now();
  }
}

void Inbox::leave(const Delivery& d) { --(d.patient ? patient_ : urgent_); }

bool Inbox::is_time(std::size_t max, Tempo::Point now) const {
  return woken_ || urgent_ > 0 || patient_ >= max || (patient_ > 0 && now >= patient_since_ + kCompany);
}

bool Inbox::push(Delivery d) {
  const std::lock_guard lock(mutex_);
  if (!open_ || commands_.size() >= max_commands_) return false;
  arrive(d);
  commands_.push_back(std::move(d));
  ++arrivals_;
  arrived_.notify_one();
  return true;
}

void Inbox::push_events(const std::string& stream, std::vector<Delivery> batch) {
  if (batch.empty()) return;
  const std::lock_guard lock(mutex_);
  auto& queue = events_.at(stream);
  for (auto& d : batch) {
    arrive(d);
    queue.push_back(std::move(d));
  }
  ++arrivals_;
  arrived_.notify_one();
}

bool Inbox::has_room(const std::string& stream) const {
  const std::lock_guard lock(mutex_);
  return events_.at(stream).size() < kMaxEvents;
}

void Inbox::put_back(std::vector<Delivery> batch) {
  const std::lock_guard lock(mutex_);
  for (auto d = batch.rbegin(); d != batch.rend(); ++d) {
    arrive(*d);
    commands_.push_front(std::move(*d));
  }
}

void Inbox::drop_events() {
  const std::lock_guard lock(mutex_);
  for (auto& [stream, queue] : events_) {
    for (const auto& d : queue) leave(d);
    queue.clear();
  }
}

void Inbox::set_open(bool open) {
  const std::lock_guard lock(mutex_);
  open_ = open;
}

std::vector<Delivery> Inbox::take_commands() {
  const std::lock_guard lock(mutex_);
  std::vector<Delivery> out(std::make_move_iterator(commands_.begin()), std::make_move_iterator(commands_.end()));
  commands_.clear();
  for (const auto& d : out) leave(d);
  return out;
}

std::size_t Inbox::commands() const {
  const std::lock_guard lock(mutex_);
  return commands_.size();
}

std::size_t Inbox::size() const {
  const std::lock_guard lock(mutex_);
  std::size_t n = commands_.size();
  for (const auto& [stream, queue] : events_) n += queue.size();
  return n;
}

void Inbox::wake() {
  const std::lock_guard lock(mutex_);
  ++arrivals_;
  woken_ = true;
  arrived_.notify_all();
}

bool Inbox::take_ready(std::deque<Delivery>& queue, std::vector<Delivery>& out, std::size_t& left, const Ready& ready) {
  bool any = false;
  while (left > 0 && !queue.empty() && (!ready || ready(queue.front()))) {
    out.push_back(std::move(queue.front()));
    queue.pop_front();
    leave(out.back());
    --left;
    any = true;
  }
  return any;
}

std::vector<Delivery> Inbox::select(std::size_t max, const Ready& ready) {
  std::vector<Delivery> out;
  out.reserve(std::min(2 * max, urgent_ + patient_));  // a delivery is large: none is moved twice
  for (std::size_t i = 0; i < max && !commands_.empty(); ++i) {
    out.push_back(std::move(commands_.front()));
    commands_.pop_front();
    leave(out.back());
  }
  std::size_t left = max;
  // One stream's event can be what another's waits for: go round until nothing moves.
  for (bool moved = true; moved && left > 0;) {
    moved = false;
    for (const auto& stream : order_) moved = take_ready(events_[stream], out, left, ready) || moved;
    if (!ready) break;
  }
  return out;
}

std::vector<Delivery> Inbox::drain(std::size_t max, std::chrono::milliseconds wait, const Ready& ready) {
  std::unique_lock lock(mutex_);
  auto now = tempo_.now();
  const auto until = now + wait;
  for (;; now = tempo_.now()) {
    const auto seen = arrivals_;
    const bool time = is_time(max, now);
    if (time) {
      auto out = select(max, ready);
      if (std::exchange(woken_, false) || !out.empty()) return out;
    }
    if (now >= until) return {};
    const auto company = time || patient_ == 0 ? until : std::min(until, patient_since_ + kCompany);
    arrived_.wait_until(lock, company, [&] { return arrivals_ != seen; });
  }
}

}  // namespace comptoir::service
