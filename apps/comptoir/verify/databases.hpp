// Every service's database, each read in one snapshot.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "libs/config/config.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::verify {

/// A position that is not at its journal's head.
struct Gap {
  std::string service, stream;
  std::int64_t position = 0, head = 0;
};

/// Events that no check reads: their positions in the event store, and "stream seq" in the journals.
struct LeftOut {
  std::vector<std::int64_t> positions;
  std::vector<std::string> entries;
};

class Databases {
 public:
  /// Takes a snapshot of each, read only. Throws postgres::ConnectionLost when one cannot be reached.
  explicit Databases(const Config& config);
  /// Sessions of their own with the very snapshots of `first`, for another thread; `first` must outlive the call only.
  explicit Databases(Databases& first);

  postgres::Connection& of(const std::string& service) { return *connections_.at(service); }
  std::vector<std::string> services() const;
  /// Head of every stream.
  const std::map<std::string, std::int64_t>& heads() const { return heads_; }
  const std::vector<Gap>& gaps() const { return gaps_; }
  /// True when nothing was on its way: every consumer had read every journal to its end.
  bool at_rest() const { return gaps_.empty(); }
  /// After mark(), back() makes every session whole again, whatever a statement did to it, and its snapshot is the same.
  /// While marked, no twin can be made of these; unmark() ends it.
  void mark();
  void back();
  void unmark();
  const LeftOut& left_out() const { return left_out_; }
  void leave_out(LeftOut events) { left_out_ = std::move(events); }
  /// Heads read anew, after every snapshot: no position of a snapshot can rightly be beyond these.
  std::map<std::string, std::int64_t> newest_heads() const;

 private:
  void connect();
  void execute(const char* statement);
  void read_heads();
  void read_gaps();

  Config config_;
  std::map<std::string, std::unique_ptr<postgres::Connection>> connections_;
  std::map<std::string, std::int64_t> heads_;
  std::vector<Gap> gaps_;
  LeftOut left_out_;
};

}  // namespace comptoir::verify
