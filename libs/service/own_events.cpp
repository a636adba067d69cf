#include "libs/service/own_events.hpp"

namespace comptoir::service {

OwnEvents::OwnEvents(EventLog& log, const std::vector<std::string>& streams) : log_(log) {
  for (const auto& stream : streams) cursors_.push_back({.stream = stream, .ahead = {}});
}

void OwnEvents::refill(Cursor& c) {
  while (c.ahead.empty() && c.read_to < log_.end()) {
    for (auto& event : log_.page({c.stream}, c.read_to)) {
      if (event.seq != ++c.last)
        throw Permanent("l'event-store n'a pas " + c.stream + " " + std::to_string(c.last) + ", mais il a " +
                        std::to_string(event.seq) + " : sans lui rien n'est reconstruit");
      auto envelope = bus::decode(event.raw);
      c.ahead.push_back({std::move(event), std::move(envelope)});
    }
    c.read_to += EventLog::kPage;
  }
}

OwnEvents::Cursor* OwnEvents::first() {
  Cursor* first = nullptr;
  for (auto& c : cursors_) {
    refill(c);
    if (!c.ahead.empty() && (!first || c.ahead.front().envelope.event_id < first->ahead.front().envelope.event_id))
      first = &c;
  }
  return first;
}

std::vector<OwnEvent> OwnEvents::next(std::size_t max) {
  std::vector<OwnEvent> out;
  for (Cursor* c; out.size() < max && (c = first());) {
    out.push_back(std::move(c->ahead.front()));
    c->ahead.pop_front();
  }
  return out;
}

}  // namespace comptoir::service
