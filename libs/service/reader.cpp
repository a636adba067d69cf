#include "libs/service/reader.hpp"

#include "libs/log/log.hpp"

namespace comptoir::service {
namespace {

using namespace std::chrono_literals;

constexpr auto kBlock = 200ms;              // how long a read waits for entries; also the longest stop
constexpr auto kRedisRead = 5s;             // must exceed kBlock
constexpr auto kCheckEvery = 2s;            // the journal is asked even when the stream is silent
constexpr auto kRetryEvery = 100ms;         // while Redis is away or a gap is open
constexpr auto kFull = 2ms;                 // until the worker has taken something, when every queue is full
constexpr std::int64_t kJournalPage = 500;  // events per question to a journal
constexpr const char* kReadCount = "512";

// "<seq>-0" is ours; anything else was put there by somebody else.
std::optional<std::int64_t> seq_of(const std::string& id) {
  const auto dash = id.find('-');
  if (dash == std::string::npos || id.substr(dash) != "-0" || dash > 18) return std::nullopt;
  return std::stoll(id.substr(0, dash));
}

std::int64_t batch_end(const JournalPage& page) { return page.events.empty() ? 0 : page.events.back().first; }

std::string field_of(const redis::Reply& fields) {
  for (std::size_t i = 0; i + 1 < fields.items.size(); i += 2)
    if (fields.items[i].text == "evenement") return fields.items[i + 1].text;
  std::string all;
  for (const auto& f : fields.items) all += (all.empty() ? "" : " ") + f.text;
  return all;
}

}  // namespace

Reader::Reader(ReaderSettings settings, const World& world, std::map<std::string, std::int64_t> positions, Inbox& inbox,
               const Room& room, Quarantine quarantine, Horizon& horizon)
    : settings_(std::move(settings)),
      dial_(world.redis),
      tempo_(world.tempo),
      last_(std::move(positions)),
      inbox_(inbox),
      journal_(world.journals()),
      room_(room),
      quarantine_(std::move(quarantine)),
      horizon_(horizon) {}

void Reader::start() {
  thread_ = std::jthread([this](std::stop_token stop) {
    while (!stop.stop_requested() && !last_.empty()) step(stop);
  });
}

void Reader::step(std::stop_token stop) {
  try {
    if (connect()) read_streams(stop);
    if (!redis_) tempo_.sleep(kRetryEvery);
    catch_up(stop);
  } catch (const std::exception& e) {
    log::warn("lecture interrompue", {{"raison", e.what()}, {"groupe", settings_.group}});
    lose_redis();
    tempo_.sleep(kRetryEvery);
  }
}

bool Reader::connect() {
  if (redis_) return true;
  try {
    redis_ = dial_(kRedisRead);
    open_groups();
    horizon_.connected(true);
    return true;
  } catch (const redis::ConnectionLost&) {
    lose_redis();
    return false;
  }
}

void Reader::lose_redis() {
  redis_.reset();
  horizon_.connected(false);
}

// The group's pointer is set to our position, which is the truth; what an earlier life left pending is let go.
void Reader::open_groups() {
  std::vector<redis::Command> commands;
  for (const auto& [stream, seq] : last_) {
    const std::string id = std::to_string(seq) + "-0";
    commands.push_back({"XGROUP", "CREATE", stream, settings_.group, id, "MKSTREAM"});
    commands.push_back({"XGROUP", "SETID", stream, settings_.group, id});
    commands.push_back(
        {"XAUTOCLAIM", stream, settings_.group, settings_.consumer, "0", "0", "COUNT", "1000", "JUSTID"});
  }
  const auto replies = redis_->pipeline(commands);
  std::vector<redis::Command> acks;
  std::size_t i = 2;
  for (const auto& [stream, seq] : last_) {
    redis::Command ack{"XACK", stream, settings_.group};
    if (!replies[i].error && replies[i].items.size() > 1)
      for (const auto& id : replies[i].items[1].items) ack.push_back(id.text);
    if (ack.size() > 3) acks.push_back(std::move(ack));
    i += 3;
  }
  redis_->pipeline(acks);
}

std::vector<std::string> Reader::readable() const {
  std::vector<std::string> out;
  for (const auto& [stream, seq] : last_)
    if (inbox_.has_room(stream)) out.push_back(stream);
  return out;
}

void Reader::read_streams(std::stop_token stop) {
  redis::Command read{
      "XREADGROUP", "GROUP",    settings_.group, settings_.consumer,
      "COUNT",      kReadCount, "BLOCK",         std::to_string(std::chrono::milliseconds(kBlock).count()),
      "STREAMS"};
  const auto streams = readable();
  if (streams.empty()) return tempo_.sleep(kFull);
  read.insert(read.end(), streams.begin(), streams.end());
  read.insert(read.end(), streams.size(), ">");
  redis::Reply reply;
  try {
    reply = redis_->run(read);
  } catch (const redis::ConnectionLost&) {
    lose_redis();
    return;
  }
  if (reply.error) {  // NOGROUP after a lost stream; LOADING or the like after a restart
    if (!reply.text.starts_with("NOGROUP") && !reply.text.starts_with("UNBLOCKED")) tempo_.sleep(kRetryEvery);
    return open_groups();
  }
  for (const auto& stream : reply.items) {
    std::vector<Entry> entries;
    for (const auto& entry : stream.items.at(1).items)
      entries.push_back({entry.items.at(0).text, entry.items.at(1).nil ? "" : field_of(entry.items.at(1))});
    take(stream.items.at(0).text, entries, stop);
  }
}

void Reader::take(const std::string& stream, const std::vector<Entry>& entries, std::stop_token stop) {
  std::vector<Delivery> batch;
  acknowledge_old(stream, entries);
  for (const auto& entry : entries) {
    if (accept(stream, entry, batch)) continue;
    inbox_.push_events(stream, std::move(batch));
    batch.clear();
    behind_[stream] = true;
    horizon_.gap(stream, true);
    const auto seq = seq_of(entry.id);
    if (fill(stream, stop) && (!seq || *seq > last_[stream])) {
      // The journal is read to its end and does not know this entry.
      quarantine_({stream, entry.id, entry.raw});
      redis_->pipeline({{"XACK", stream, settings_.group, entry.id},
                        {"XGROUP", "SETID", stream, settings_.group, std::to_string(last_[stream]) + "-0"}});
      tempo_.sleep(kRetryEvery);  // its owner removes it; until then it comes again
      return;
    }
  }
  horizon_.see(stream, last_[stream]);
  inbox_.push_events(stream, std::move(batch));
}

// What the journal gave before the stream did: nobody else will acknowledge it.
void Reader::acknowledge_old(const std::string& stream, const std::vector<Entry>& entries) {
  redis::Command ack{"XACK", stream, settings_.group};
  for (const auto& entry : entries)
    if (const auto seq = seq_of(entry.id); seq && *seq <= last_[stream]) ack.push_back(entry.id);
  if (ack.size() > 3) redis_->run(ack);
}

Delivery Reader::read(const std::string& stream, std::int64_t seq, std::string raw) const {
  auto d = read_event(stream, seq, std::move(raw), [this](const bus::Envelope& e) { return room_.decode(e); });
  const bool moves_a_position_only = d.poison.empty() && !d.input.message.has_value();
  d.patient = moves_a_position_only || room_.can_wait(d.input.origin->event_type);
  return d;
}

// True when the entry is dealt with: old, or the next one and readable.
bool Reader::accept(const std::string& stream, const Entry& entry, std::vector<Delivery>& out) {
  const auto seq = seq_of(entry.id);
  auto& last = last_[stream];
  if (seq && *seq <= last) return true;
  if (!seq || *seq != last + 1) return false;
  auto delivery = read(stream, *seq, entry.raw);
  if (!delivery.poison.empty()) return false;  // the journal has the last word on what this event is
  out.push_back(std::move(delivery));
  ++last;
  return true;
}

// Streams that were silent, or have a gap, are compared with their journal.
void Reader::catch_up(std::stop_token stop) {
  const bool due = tempo_.now() >= next_check_;
  if (due) next_check_ = tempo_.now() + kCheckEvery;
  for (const auto& [stream, last] : std::map(last_))
    if (!stop.stop_requested() && (due || !redis_ || behind_[stream])) fill(stream, stop);
}

// True when the journal was read to its end.
bool Reader::fill(const std::string& stream, std::stop_token stop) {
  try {
    while (!stop.stop_requested() && inbox_.has_room(stream)) {
      auto page = journal_->fetch(stream, last_[stream], kJournalPage);
      horizon_.see(stream, page.head);
      std::vector<Delivery> batch;
      for (auto& [seq, raw] : page.events) {
        if (seq != last_[stream] + 1) break;  // a journal with a hole: `comptoir verify` says so; wait for its repair
        batch.push_back(read(stream, seq, std::move(raw)));
        last_[stream] = seq;
      }
      horizon_.filled(batch.size());
      inbox_.push_events(stream, std::move(batch));
      if (batch_end(page) > last_[stream]) return false;
      if (last_[stream] >= page.head) {
        behind_[stream] = false;
        horizon_.gap(stream, false);
        return true;
      }
    }
  } catch (const Retryable& e) {
    log::debug("journal injoignable", {{"stream", stream}, {"raison", e.what()}});
  }
  return false;
}

}  // namespace comptoir::service
