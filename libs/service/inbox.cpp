#include "libs/service/inbox.hpp"

namespace comptoir::service {

bool Inbox::push(Delivery d) {
  const std::lock_guard lock(mutex_);
  if (!open_ || commands_.size() >= max_commands_) return false;
  commands_.push_back(std::move(d));
  ++arrivals_;
  arrived_.notify_one();
  return true;
}

void Inbox::push_events(const std::string& stream, std::vector<Delivery> batch) {
  if (batch.empty()) return;
  const std::lock_guard lock(mutex_);
  auto& queue = events_.at(stream);
  for (auto& d : batch) queue.push_back(std::move(d));
  ++arrivals_;
  arrived_.notify_one();
}

bool Inbox::has_room(const std::string& stream) const {
  const std::lock_guard lock(mutex_);
  return events_.at(stream).size() < kMaxEvents;
}

void Inbox::put_back(std::vector<Delivery> batch) {
  const std::lock_guard lock(mutex_);
  for (auto d = batch.rbegin(); d != batch.rend(); ++d) commands_.push_front(std::move(*d));
}

void Inbox::drop_events() {
  const std::lock_guard lock(mutex_);
  for (auto& [stream, queue] : events_) queue.clear();
}

void Inbox::set_open(bool open) {
  const std::lock_guard lock(mutex_);
  open_ = open;
}

std::vector<Delivery> Inbox::take_commands() {
  const std::lock_guard lock(mutex_);
  std::vector<Delivery> out(std::make_move_iterator(commands_.begin()), std::make_move_iterator(commands_.end()));
  commands_.clear();
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
  arrived_.notify_all();
}

bool Inbox::take_ready(std::deque<Delivery>& queue, std::vector<Delivery>& out, std::size_t& left, const Ready& ready) {
  bool any = false;
  while (left > 0 && !queue.empty() && (!ready || ready(queue.front()))) {
    out.push_back(std::move(queue.front()));
    queue.pop_front();
    --left;
    any = true;
  }
  return any;
}

std::vector<Delivery> Inbox::select(std::size_t max, const Ready& ready) {
  std::vector<Delivery> out;
  for (std::size_t i = 0; i < max && !commands_.empty(); ++i) {
    out.push_back(std::move(commands_.front()));
    commands_.pop_front();
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
  auto seen = arrivals_;
  auto out = select(max, ready);
  if (out.empty() && wait.count() > 0 && arrived_.wait_for(lock, wait, [&] { return arrivals_ != seen; }))
    out = select(max, ready);
  return out;
}

}  // namespace comptoir::service
