#include "libs/service/reader.hpp"

#include <algorithm>

#include "libs/log/log.hpp"
#include "libs/service/crash_point.hpp"

namespace comptoir::service {
namespace {

using namespace std::chrono_literals;

constexpr auto kBlock = 200ms;              // how long a read waits for entries; also the longest stop
constexpr auto kGlance = 1ms;               // the same, where entries are handed over
constexpr auto kLeisure = 250ms;            // between two glances
constexpr auto kRedisRead = 700ms;          // must exceed kBlock; a Redis that stands still holds us up for so long
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

std::string id_of(std::int64_t seq) { return std::to_string(seq) + "-0"; }

std::string field_of(const redis::Reply& fields, std::string_view name) {
  for (std::size_t i = 0; i + 1 < fields.items.size(); i += 2)
    if (fields.items[i].text == name) return fields.items[i + 1].text;
  return "";
}

// What there is instead of an event, for whoever looks at its letter.
std::string all_of(const redis::Reply& fields) {
  std::string all;
  for (const auto& f : fields.items) all += (all.empty() ? "" : " ") + f.text;
  return all;
}

}  // namespace

Reader::Reader(ReaderSettings settings, const World& world, const std::map<std::string, std::int64_t>& positions,
               Inbox& inbox, const Room& room, Quarantine quarantine, Horizon& horizon)
    : settings_(std::move(settings)),
      dial_(world.redis),
      seal_(world.seal),
      tempo_(world.tempo),
      intake_(positions, inbox, horizon),
      journal_(world.journals()),
      room_(room),
      quarantine_(std::move(quarantine)),
      horizon_(horizon),
      handover_(world.handover) {
  for (const auto& [stream, seq] : positions) streams_.push_back(stream);
  listen();
}

void Reader::listen() {
  for (const auto& stream : streams_)
    if (handover_.knows(stream))
      seats_.push_back(std::make_unique<Handover::Seat>(
          handover_, stream, [this, stream](const std::vector<Handed>& handed) { hear(stream, handed); }));
}

bool Reader::is_handed_all() const {
  return std::ranges::all_of(streams_, [this](const auto& stream) { return handover_.tells(stream); });
}

// On the producer's thread, right after its commit.
void Reader::hear(const std::string& stream, const std::vector<Handed>& handed) {
  const bool room = intake_.has_room(stream);
  bool missed = false;
  Intake::Turn turn(intake_, stream);
  turn.expect(handed.size());
  for (const auto& [seq, event] : handed) {
    if (!room || !turn.is_next(seq)) {
      missed = missed || seq > turn.last();
      continue;
    }
    auto d = read(stream, seq, event);
    d.handed = true;
    turn.take(std::move(d));
  }
  turn.by_hand(missed);
}

void Reader::start() {
  thread_ = GuardedThread("lecteur " + settings_.group, [this](std::stop_token stop) {
    while (!stop.stop_requested() && !streams_.empty()) step(stop);
  });
}

void Reader::step(std::stop_token stop) {
  try {
    if (connect() && is_handed_all())
      glance(stop);
    else if (redis_)
      read_streams(kBlock, stop);
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
  for (const auto& stream : streams_) {
    const std::string id = id_of(intake_.last(stream));
    commands.push_back({"XGROUP", "CREATE", stream, settings_.group, id, "MKSTREAM"});
    commands.push_back({"XGROUP", "SETID", stream, settings_.group, id});
    commands.push_back(
        {"XAUTOCLAIM", stream, settings_.group, settings_.consumer, "0", "0", "COUNT", "1000", "JUSTID"});
  }
  const auto replies = redis_->pipeline(commands);
  std::vector<redis::Command> acks;
  std::size_t i = 2;
  for (const auto& stream : streams_) {
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
  for (const auto& stream : streams_)
    if (intake_.has_room(stream)) out.push_back(stream);
  return out;
}

void Reader::glance(std::stop_token stop) {
  pass_handed();
  const bool brought = redis_ && read_streams(kGlance, stop);
  if (redis_ && !brought && !intake_.missed()) tempo_.sleep(kLeisure);
}

// Moves the group past what was handed over: no entry of it is delivered, none is pending.
void Reader::pass_handed() try {
  std::vector<redis::Command> commands;
  for (const auto& stream : streams_)
    if (const auto seq = intake_.handed(stream))
      commands.push_back({"XGROUP", "SETID", stream, settings_.group, id_of(seq)});
  redis_->pipeline(commands);  // refused where the stream or its group is lost: read_streams() sees that too
} catch (const redis::ConnectionLost&) {
  lose_redis();
}

Reader::Entry Reader::entry_of(const redis::Reply& entry) {
  const auto& fields = entry.items.at(1);
  auto event = field_of(fields, "evenement");
  return {entry.items.at(0).text, event.empty() ? all_of(fields) : std::move(event), field_of(fields, bus::kSealField)};
}

// True when a stream brought something that nobody had given before.
bool Reader::read_streams(std::chrono::milliseconds wait, std::stop_token stop) {
  redis::Command read{"XREADGROUP", "GROUP",    settings_.group, settings_.consumer,
                      "COUNT",      kReadCount, "BLOCK",         std::to_string(wait.count()),
                      "STREAMS"};
  const auto streams = readable();
  if (streams.empty()) {
    tempo_.sleep(kFull);
    return false;
  }
  read.insert(read.end(), streams.begin(), streams.end());
  read.insert(read.end(), streams.size(), ">");
  redis::Reply reply;
  try {
    reply = redis_->run(read);
  } catch (const redis::ConnectionLost&) {
    lose_redis();
    return false;
  }
  crash_point(settings_.group, "stream_lu");
  if (reply.error) {  // NOGROUP after a lost stream; LOADING or the like after a restart
    if (!reply.text.starts_with("NOGROUP") && !reply.text.starts_with("UNBLOCKED")) tempo_.sleep(kRetryEvery);
    open_groups();
    return false;
  }
  bool brought = false;
  for (const auto& stream : reply.items) {
    std::vector<Entry> entries;
    for (const auto& entry : stream.items.at(1).items) entries.push_back(entry_of(entry));
    brought = take(stream.items.at(0).text, entries, stop) || brought;
  }
  return brought;
}

bool Reader::take(const std::string& stream, const std::vector<Entry>& entries, std::stop_token stop) {
  bool brought = false;
  acknowledge_old(stream, entries);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    i = take_next(stream, entries, i, brought);
    if (i == entries.size()) break;
    brought = true;
    behind_[stream] = true;
    horizon_.gap(stream, true);
    const auto seq = seq_of(entries[i].id);
    if (fill(stream, stop) && (!seq || *seq > intake_.last(stream))) {
      // The journal is read to its end and does not know this entry.
      quarantine_({stream, entries[i].id, entries[i].raw});
      redis_->pipeline({{"XACK", stream, settings_.group, entries[i].id},
                        {"XGROUP", "SETID", stream, settings_.group, id_of(intake_.last(stream))}});
      tempo_.sleep(kRetryEvery);  // its owner removes it; until then it comes again
      break;
    }
  }
  return brought;
}

// From there on, as long as each is old, or the next one, sealed and readable. Where that ends: of any other the journal
// has the last word, on whether it is there and on what it says.
std::size_t Reader::take_next(const std::string& stream, const std::vector<Entry>& entries, std::size_t from,
                              bool& brought) {
  Intake::Turn turn(intake_, stream);
  auto at = from;
  for (; at < entries.size(); ++at) {
    const auto seq = seq_of(entries[at].id);
    if (seq && *seq <= turn.last()) continue;
    if (!seq || !turn.is_next(*seq) || !seal_.fits(entries[at].seal, stream, *seq, entries[at].raw)) break;
    auto d = read(stream, *seq, parse(entries[at].raw));
    if (!d.poison.empty()) break;
    turn.take(std::move(d));
    brought = true;
  }
  return at;
}

// What was given before its stream brought it: nobody else will acknowledge it.
void Reader::acknowledge_old(const std::string& stream, const std::vector<Entry>& entries) {
  const auto last = intake_.last(stream);
  redis::Command ack{"XACK", stream, settings_.group};
  for (const auto& entry : entries)
    if (const auto seq = seq_of(entry.id); seq && *seq <= last) ack.push_back(entry.id);
  if (ack.size() > 3) redis_->run(ack);
}

Delivery Reader::read(const std::string& stream, std::int64_t seq, const Parsed& event) const {
  auto d = read_event(stream, seq, event, [this](const bus::Envelope& e) { return room_.decode(e); });
  const bool moves_a_position_only = d.poison.empty() && !d.input.message.has_value();
  d.patient = moves_a_position_only || room_.can_wait(d.input.origin->event_type);
  return d;
}

// Streams that were silent, or have a gap, are compared with their journal.
void Reader::catch_up(std::stop_token stop) {
  const bool due = tempo_.now() >= next_check_;
  if (due) next_check_ = tempo_.now() + kCheckEvery;
  for (const auto& stream : streams_)
    if (!stop.stop_requested() && (due || !redis_ || behind_[stream])) fill(stream, stop);
}

// True when the journal was read to its end.
bool Reader::fill(const std::string& stream, std::stop_token stop) {
  try {
    while (!stop.stop_requested() && intake_.has_room(stream)) {
      auto page = journal_->fetch(stream, intake_.last(stream), kJournalPage);
      horizon_.see(stream, page.head);
      crash_point(settings_.group, "journal_lu");
      if (!give(stream, page)) return false;
      if (intake_.last(stream) >= page.head) {
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

// False for a journal with a hole: `comptoir verify` says so; wait for its repair.
bool Reader::give(const std::string& stream, JournalPage& page) {
  Intake::Turn turn(intake_, stream);
  for (auto& [seq, raw] : page.events)
    if (turn.is_next(seq)) turn.take(read(stream, seq, parse(std::move(raw))));
  horizon_.filled += static_cast<std::int64_t>(turn.taken());
  return page.events.empty() || page.events.back().first <= turn.last();
}

}  // namespace comptoir::service
