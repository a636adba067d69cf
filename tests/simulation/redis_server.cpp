#include "tests/simulation/redis_server.hpp"

#include <algorithm>

#include "libs/bus/seal.hpp"

namespace comptoir::simulation {
namespace {

using redis::Command;
using redis::Reply;

Reply error(std::string text) {
  Reply r;
  r.error = true;
  r.text = std::move(text);
  return r;
}

Reply text(std::string t) {
  Reply r;
  r.text = std::move(t);
  return r;
}

Reply number(std::int64_t n) {
  Reply r;
  r.integer = n;
  return r;
}

Reply list(std::vector<Reply> items) {
  Reply r;
  r.items = std::move(items);
  return r;
}

EntryId id_of(const std::string& text) {
  const auto dash = text.find('-');
  return {std::stoll(text.substr(0, dash)), std::stoll(text.substr(dash + 1))};
}

Reply entry_reply(const EntryId& id, const std::string& field, const std::string& value, const std::string& seal) {
  return list({text(id.text()), list({text(field), text(value), text(bus::kSealField), text(seal)})});
}

constexpr std::int64_t kMaxLost = 4;  // entries of a tail

// One connection. It may be lost before or after the commands were run, in part too.
class Connection final : public redis::Session {
 public:
  Connection(RedisServer& server, Universe& universe) : server_(server), universe_(universe), epoch_(server.epoch()) {}

  Reply run(const Command& c) override { return pipeline({c}).front(); }

  std::vector<Reply> pipeline(const std::vector<Command>& commands) override {
    universe_.border("redis");
    check();
    if (universe_.strikes(Fault::redis_cut_before, 60)) lose();
    std::vector<Reply> replies;
    for (const auto& c : commands) replies.push_back(one(c));
    if (universe_.strikes(Fault::redis_cut_after, 60)) lose();
    universe_.border("redis answered");
    check();
    return replies;
  }

 private:
  void check() {
    if (lost_ || server_.away() || epoch_ != server_.epoch()) lose();
  }
  [[noreturn]] void lose() {
    lost_ = true;
    throw redis::ConnectionLost("simulated: Redis is gone");
  }
  Reply one(const Command& c) {
    if (universe_.strikes(Fault::redis_refuses, 40)) return error("MISCONF simulated");
    return server_.run(c);
  }

  RedisServer& server_;
  Universe& universe_;
  std::int64_t epoch_;
  bool lost_ = false;
};

}  // namespace

redis::Dial RedisServer::dial() {
  return [this](std::chrono::milliseconds) -> std::unique_ptr<redis::Session> {
    universe_.border("redis connect");
    if (away()) throw redis::ConnectionLost("simulated: Redis is away");
    return std::make_unique<Connection>(*this, universe_);
  };
}

Reply RedisServer::run(const Command& c) {
  const auto& verb = c.at(0);
  if (verb == "PING") return text("PONG");
  if (verb == "XADD") return xadd(c);
  if (verb == "XACK") return xack(c);
  if (verb == "XREADGROUP") return xreadgroup(c);
  if (verb == "XREVRANGE") return xrevrange(c);
  if (verb == "XGROUP") return xgroup(c);
  if (verb == "XAUTOCLAIM") return xautoclaim(c);
  if (verb == "XSETID") return xsetid(c);
  if (verb == "XDEL") return xdel(c);
  if (verb == "DEL") return number(static_cast<std::int64_t>(streams_.erase(c.at(1))));
  universe_.breach("simulation", "Redis is asked for what it does not simulate: " + verb);
}

// XADD stream MAXLEN ~ n id field value field seal
Reply RedisServer::xadd(const Command& c) {
  const auto& name = c.at(1);
  const auto id = id_of(c.at(5));
  if (!committed_(name, id.ms, c.at(7)))
    universe_.breach("published_is_committed", name + ' ' + c.at(5) + " is published, its journal does not hold it");
  ++universe_.news;
  auto& stream = streams_[name];
  if (id <= stream.last)
    return error("ERR The ID specified in XADD is equal or smaller than the target stream top item");
  stream.items.push_back({id, c.at(6), c.at(7), c.at(9)});
  stream.last = id;
  return text(id.text());
}

// XGROUP CREATE stream group id MKSTREAM; XGROUP SETID stream group id
Reply RedisServer::xgroup(const Command& c) {
  const bool create = c.at(1) == "CREATE";
  if (!create && !streams_.contains(c.at(2))) return error("ERR no such key");
  auto& groups = streams_[c.at(2)].groups;
  if (create && groups.contains(c.at(3))) return error("BUSYGROUP Consumer Group name already exists");
  if (!create && !groups.contains(c.at(3))) return error("NOGROUP No such consumer group");
  groups[c.at(3)].last = id_of(c.at(4));
  return text("OK");
}

Reply RedisServer::xack(const Command& c) {
  const auto stream = streams_.find(c.at(1));
  if (stream == streams_.end()) return number(0);
  const auto group = stream->second.groups.find(c.at(2));
  if (group == stream->second.groups.end()) return number(0);
  std::int64_t acknowledged = 0;
  for (std::size_t i = 3; i < c.size(); ++i)
    acknowledged += static_cast<std::int64_t>(group->second.pending.erase(id_of(c[i])));
  return number(acknowledged);
}

// XAUTOCLAIM stream group consumer 0 0 COUNT n JUSTID
Reply RedisServer::xautoclaim(const Command& c) {
  const auto stream = streams_.find(c.at(1));
  if (stream == streams_.end() || !stream->second.groups.contains(c.at(2)))
    return error("NOGROUP No such key or group");
  std::vector<Reply> ids;
  for (const auto& id : stream->second.groups[c.at(2)].pending) ids.push_back(text(id.text()));
  return list({text("0-0"), list(std::move(ids)), list({})});
}

// XREVRANGE stream + - COUNT n
Reply RedisServer::xrevrange(const Command& c) {
  std::vector<Reply> out;
  const auto stream = streams_.find(c.at(1));
  if (stream == streams_.end()) return list({});
  const auto& items = stream->second.items;
  const auto limit = std::stoull(c.at(5));
  for (auto item = items.rbegin(); item != items.rend() && out.size() < limit; ++item)
    out.push_back(entry_reply(item->id, item->field, item->value, item->seal));
  return list(std::move(out));
}

Reply RedisServer::xsetid(const Command& c) {
  const auto stream = streams_.find(c.at(1));
  if (stream == streams_.end()) return error("ERR no such key");
  const auto id = id_of(c.at(2));
  if (!stream->second.items.empty() && id < stream->second.items.back().id)
    return error("ERR The ID specified in XSETID is smaller than the target stream top item");
  stream->second.last = id;
  return text("OK");
}

Reply RedisServer::xdel(const Command& c) {
  const auto stream = streams_.find(c.at(1));
  if (stream == streams_.end()) return number(0);
  const auto id = id_of(c.at(2));
  return number(static_cast<std::int64_t>(std::erase_if(stream->second.items, [&](auto& i) { return i.id == id; })));
}

// XREADGROUP GROUP group consumer COUNT n BLOCK ms STREAMS name… >…
Reply RedisServer::xreadgroup(const Command& c) {
  constexpr std::size_t kFirst = 9;
  const auto names = (c.size() - kFirst) / 2;
  for (std::size_t i = 0; i < names; ++i) {
    const auto stream = streams_.find(c[kFirst + i]);
    if (stream == streams_.end() || !stream->second.groups.contains(c.at(2)))
      return error("NOGROUP No such key '" + c[kFirst + i] + "' or consumer group");
  }
  std::vector<Reply> out;
  for (std::size_t i = 0; i < names; ++i) {
    auto& stream = streams_[c[kFirst + i]];
    std::vector<Reply> entries;
    for (const auto& item : deliver(stream, stream.groups[c.at(2)], std::stoull(c.at(5))))
      entries.push_back(entry_reply(item.id, item.field, item.value, item.seal));
    if (!entries.empty()) out.push_back(list({text(c[kFirst + i]), list(std::move(entries))}));
  }
  if (out.empty() && universe_.at_block) universe_.at_block(std::chrono::milliseconds(std::stoll(c.at(7))));
  return list(std::move(out));
}

std::vector<RedisServer::Item> RedisServer::deliver(Stream& stream, Group& group, std::size_t limit) {
  std::vector<Item> out;
  auto next = std::upper_bound(stream.items.begin(), stream.items.end(), group.last,
                               [](const EntryId& id, const Item& item) { return id < item.id; });
  if (next == stream.items.end() || universe_.strikes(Fault::delayed, 2'000)) return out;
  for (; next != stream.items.end() && out.size() < limit; ++next) {
    out.push_back(*next);
    group.last = next->id;
    group.pending.insert(next->id);
  }
  mistreat(stream, out);
  return out;
}

void RedisServer::mistreat(const Stream& stream, std::vector<Item>& items) {
  if (universe_.strikes(Fault::corrupted, 200)) {
    auto& value = items[universe_.random.below(items.size())].value;
    value = value.substr(0, value.size() / 2);
  }
  if (universe_.strikes(Fault::dropped, 400))
    items.erase(items.begin() + std::ptrdiff_t(universe_.random.below(items.size())));
  if (universe_.strikes(Fault::duplicated, 600))
    items.push_back(stream.items[universe_.random.below(stream.items.size())]);
  if (items.size() > 1 && universe_.strikes(Fault::reordered, 800)) universe_.random.shuffle(items);
}

void RedisServer::go_away(std::chrono::milliseconds time) {
  away_until_ = universe_.now + time;
  ++epoch_;
  ++universe_.news;
}

RedisServer::Stream* RedisServer::any_stream() {
  if (streams_.empty()) return nullptr;
  return &std::next(streams_.begin(), std::ptrdiff_t(universe_.random.below(streams_.size())))->second;
}

void RedisServer::lose_tail() {
  auto* stream = any_stream();
  if (!stream) return;
  const auto lost = std::min<std::size_t>(stream->items.size(), std::size_t(universe_.random.between(1, kMaxLost)));
  stream->items.resize(stream->items.size() - lost);
  stream->last = stream->items.empty() ? EntryId{} : stream->items.back().id;
}

void RedisServer::lose_group() {
  auto* stream = any_stream();
  if (stream && !stream->groups.empty()) stream->groups.erase(stream->groups.begin());
}

// Above the top: next to it, far beyond it, or with an id that is none of ours.
void RedisServer::write_foreign() {
  auto* stream = any_stream();
  if (!stream) return;
  const EntryId ids[] = {
      {stream->last.ms + 1, 0}, {stream->last.ms + 1'000'000, 0}, {stream->last.ms, stream->last.part + 7}};
  const auto id = ids[universe_.random.below(std::size(ids))];
  const bool known_field = universe_.random.chance(5'000);
  ++universe_.news;
  stream->items.push_back({id, known_field ? "evenement" : "autre", "ceci n'est pas un événement", ""});
  stream->last = id;
}

// Whoever has Redis: a real event once more as the next one or far beyond, with the seal it had or one of his own, or in
// another's place.
void RedisServer::forge() {
  auto* stream = any_stream();
  if (!stream || stream->items.empty()) return;
  auto& random = universe_.random;
  auto forged = stream->items[random.below(stream->items.size())];
  if (random.chance(3'000)) forged.seal = std::string(64, '0');
  ++universe_.news;
  if (random.chance(3'000)) {
    auto& victim = stream->items[random.below(stream->items.size())];
    victim.value = forged.value, victim.seal = forged.seal;
    return;
  }
  forged.id = {stream->last.ms + (random.chance(2'000) ? 1'000'000 : 1), 0};
  stream->last = forged.id;
  stream->items.push_back(std::move(forged));
}

std::string RedisServer::top(const std::string& stream) const {
  const auto found = streams_.find(stream);
  if (found == streams_.end() || found->second.items.empty()) return "0-0";
  return found->second.items.back().id.text();
}

}  // namespace comptoir::simulation
