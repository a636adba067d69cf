// Redis Streams, as much of them as Publisher and Reader use, in memory, with what a network and a lost disk do to them.
#pragma once
#include <map>
#include <set>

#include "libs/redis/connection.hpp"
#include "tests/simulation/universe.hpp"

namespace comptoir::simulation {

struct EntryId {
  std::int64_t ms = 0, part = 0;
  auto operator<=>(const EntryId&) const = default;
  std::string text() const { return std::to_string(ms) + '-' + std::to_string(part); }
};

class RedisServer {
 public:
  /// True when the journal of the stream's producer holds these bytes there, committed.
  using Committed = std::function<bool(const std::string& stream, std::int64_t seq, const std::string& raw)>;

  RedisServer(Universe& universe, Committed committed) : universe_(universe), committed_(std::move(committed)) {}

  redis::Dial dial();

  /// One command; an error is a reply.
  redis::Reply run(const redis::Command&);
  bool away() const { return universe_.now < away_until_; }
  std::int64_t epoch() const { return epoch_; }

  // What the nemesis does.
  void go_away(std::chrono::milliseconds);
  void flush() {
    streams_.clear();
    ++universe_.news;
  }
  void lose_tail();
  void lose_group();
  void remember() { snapshot_ = streams_; }
  void go_back() { streams_ = snapshot_; }
  void write_foreign();
  void forge();

  /// Top entry's id in its text form; "0-0" for an empty stream.
  std::string top(const std::string& stream) const;

 private:
  struct Item {
    EntryId id;
    std::string field, value, seal;
  };
  struct Group {
    EntryId last;
    std::set<EntryId> pending;
  };
  struct Stream {
    std::vector<Item> items;
    EntryId last;
    std::map<std::string, Group> groups;
  };
  using Streams = std::map<std::string, Stream>;

  redis::Reply xadd(const redis::Command&);
  redis::Reply xgroup(const redis::Command&);
  redis::Reply xack(const redis::Command&);
  redis::Reply xautoclaim(const redis::Command&);
  redis::Reply xrevrange(const redis::Command&);
  redis::Reply xsetid(const redis::Command&);
  redis::Reply xdel(const redis::Command&);
  redis::Reply xreadgroup(const redis::Command&);
  std::vector<Item> deliver(Stream&, Group&, std::size_t limit);
  void mistreat(const Stream&, std::vector<Item>&);
  Stream* any_stream();

  Universe& universe_;
  Committed committed_;
  Streams streams_, snapshot_;
  Tempo::Point away_until_{};
  std::int64_t epoch_ = 0;  ///< connections of an earlier one are gone
};

}  // namespace comptoir::simulation
