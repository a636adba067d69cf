#include "libs/service/publisher.hpp"

#include "libs/journal/letters.hpp"
#include "libs/log/log.hpp"
#include "libs/service/crash_point.hpp"

namespace comptoir::service {
namespace {

constexpr std::chrono::milliseconds kRedisAnswer{500}, kKnock{100};  // a Redis that stands still holds the worker up
constexpr int kLeftAlone = 4;                                        // ticks, for a Redis that did not answer a knock
constexpr const char* kMaxStream = "50000";  // trimming is safe: consumers read older events from the journal
constexpr std::int64_t kRepublishPage = 500;
constexpr const char* kInspect = "1000";

std::string raw_of(const redis::Reply& entry) {
  const auto& fields = entry.items.at(1).items;
  return fields.size() >= 2 && fields[0].text == "evenement" ? fields[1].text : "";
}

std::string all_fields(const redis::Reply& entry) {
  std::string out;
  for (const auto& f : entry.items.at(1).items) out += (out.empty() ? "" : " ") + f.text;
  return out;
}

// The seq of an entry that is, byte for byte, in our journal; 0 for any other.
std::int64_t ours(Store& store, const std::string& stream, const redis::Reply& entry) {
  const auto& id = entry.items.at(0).text;
  const auto dash = id.find('-');
  if (dash > 18 || id.substr(dash) != "-0") return 0;
  const auto seq = std::stoll(id.substr(0, dash));
  const auto found = store.read(stream, seq - 1, 1);
  return !found.empty() && found[0].seq == seq && found[0].enveloppe == raw_of(entry) ? seq : 0;
}

}  // namespace

void Publisher::reset(std::map<std::string, std::int64_t> heads) {
  heads_ = std::move(heads);
  published_.clear();
  suspicious_ = true;
}

bool Publisher::connect() {
  if (redis_) return true;
  if (left_alone_ > 0) return --left_alone_, false;
  try {
    const auto knock = dial_(kKnock);
    left_alone_ = kLeftAlone;
    knock->run({"PING"});
    left_alone_ = 0;
    redis_ = dial_(kRedisAnswer);
    suspicious_ = true;
  } catch (const redis::ConnectionLost&) {
  }
  return redis_ != nullptr;
}

redis::Command Publisher::xadd(const journal::Entry& e) const {
  redis::Command c{"XADD", e.stream, "MAXLEN", "~", kMaxStream, std::to_string(e.seq) + "-0", "evenement", e.enveloppe};
  if (seal_.has_key()) c.insert(c.end(), {bus::kSealField, seal_.of(e.stream, e.seq, e.enveloppe)});
  return c;
}

void Publisher::add_acks(std::vector<redis::Command>& commands) {
  for (const auto& [stream, seqs] : std::exchange(acks_, {})) {
    redis::Command ack{"XACK", stream, group_};
    for (auto seq : seqs) ack.push_back(std::to_string(seq) + "-0");
    commands.push_back(std::move(ack));
  }
}

void Publisher::publish(const std::vector<journal::Entry>& entries, const Acks& acks) {
  for (const auto& e : entries) heads_[e.stream] = e.seq;
  if (!redis_) return;
  for (const auto& [stream, seqs] : acks) acks_[stream].insert(acks_[stream].end(), seqs.begin(), seqs.end());
  if (entries.empty()) return;
  std::vector<redis::Command> commands;
  if (!suspicious_)
    for (const auto& e : entries) commands.push_back(xadd(e));
  const std::size_t adds = commands.size();
  add_acks(commands);
  try {
    const auto replies = redis_->pipeline(commands);
    for (std::size_t i = 0; i < adds; ++i) {
      if (replies[i].error)
        suspicious_ = true;
      else
        published_[entries[i].stream] = entries[i].seq;
    }
  } catch (const redis::ConnectionLost&) {
    redis_.reset();
  }
}

void Publisher::acknowledge() {
  std::vector<redis::Command> commands;
  add_acks(commands);
  redis_->pipeline(commands);
  crash_point(group_, "apres_accuse");
}

void Publisher::tick(Store& store) {
  if (!connect()) return;
  try {
    acknowledge();
    bool sound = true;
    for (const auto& [stream, head] : heads_) {
      const auto top = redis_->run({"XREVRANGE", stream, "+", "-", "COUNT", "1"});
      const std::string id = top.items.empty() ? "0-0" : top.items[0].items.at(0).text;
      if (!suspicious_ && id == std::to_string(head) + "-0") continue;
      if (head > 0 || !top.items.empty()) repair(store, stream);
      sound = sound && published_[stream] == heads_[stream];
    }
    suspicious_ = !sound;
  } catch (const redis::ConnectionLost& e) {
    log::warn("Redis perdu, publication différée", {{"raison", e.what()}});
    redis_.reset();
  } catch (const std::logic_error& e) {  // an answer, or an id, that no Redis gives
    log::warn("Redis répond autre chose que ce qu'il devrait, publication différée", {{"raison", e.what()}});
    redis_.reset();
  }
}

void Publisher::repair(Store& store, const std::string& stream) {
  crash_point(group_, "avant_republication");
  published_[stream] = find_top(store, stream);
  // Lets seq numbers pass again that a foreign entry had overtaken. Where Redis refuses that, the stream starts anew:
  // its consumers keep their own positions and read what is older from the journal.
  const auto set = redis_->run({"XSETID", stream, std::to_string(published_[stream]) + "-0"});
  if (set.error && !set.text.ends_with("no such key")) {
    redis_->run({"DEL", stream});
    published_[stream] = std::max<std::int64_t>(0, heads_[stream] - kRepublishWindow);
  }
  publish_rest(store, stream);
}

// The highest entry of ours on the stream, after the foreign ones above it are parked and removed.
std::int64_t Publisher::find_top(Store& store, const std::string& stream) {
  const auto entries = redis_->run({"XREVRANGE", stream, "+", "-", "COUNT", kInspect});
  for (const auto& entry : entries.items) {
    if (const auto seq = ours(store, stream, entry)) return seq;
    remove_foreign(store, stream, entry);
  }
  return std::max<std::int64_t>(0, heads_[stream] - kRepublishWindow);
}

void Publisher::remove_foreign(Store& store, const std::string& stream, const redis::Reply& entry) {
  const auto& id = entry.items.at(0).text;
  store.park({journal::foreign_letter(stream, id, all_fields(entry))});
  redis_->run({"XDEL", stream, id});
  log::warn("entrée étrangère écartée", {{"stream", stream}, {"entree", id}});
}

void Publisher::publish_rest(Store& store, const std::string& stream) {
  while (published_[stream] < heads_[stream]) {
    const auto entries = store.read(stream, published_[stream], kRepublishPage);
    if (entries.empty()) return;
    std::vector<redis::Command> commands;
    for (const auto& e : entries) commands.push_back(xadd(e));
    const auto begun = SystemClock().now();
    const auto replies = redis_->pipeline(commands);
    for (std::size_t i = 0; i < replies.size(); ++i) {
      if (replies[i].error) {
        log::warn("publication refusée", {{"stream", stream}, {"raison", replies[i].text}});
        return;
      }
      ++published_[stream], ++republished_;
      told_later(traces_, entries[i], begun, SystemClock().now());
    }
  }
}

}  // namespace comptoir::service
