// The one that writes, of several servers that a connection string names: a primary and its standbys, any of which may be
// promoted. There may be two that would write: a primary that was taken for dead, and came back. The one promoted last is the
// true one, and its timeline, which each promotion raises, says which that is. A process never goes back to a lower one.
#pragma once
#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace comptoir::postgres {

struct Servers;

/// A session's place among all of this process on the same servers. It is cut, whatever it waits for, as soon as this
/// process has seen a primary that was promoted later.
class Place {
 public:
  /// Cut from the start when a later one has been seen already. `socket` stays its owner's.
  Place(Servers&, std::int64_t timeline, int socket);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  bool cut() const { return cut_; }

 private:
  friend struct Servers;
  Servers& servers_;
  const std::int64_t timeline_;
  const int
      socket_;  ///< a descriptor of our own: libpq closes its own when it likes, and another file may get the number
  std::atomic<bool> cut_ = false;
};

struct Session {
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection;
  std::unique_ptr<Place> place;  ///< none where there is one server
};

/// A session with the server that `conninfo` names, or with the newest primary of those that it names. A silent server is waited
/// for only until the others have answered. Throws ConnectionLost when none writes, or when two do that are no copies of
/// one another, or neither of which was promoted after the other.
Session open_session(const std::string& conninfo);

/// Whether there is more than one server to look at.
bool names_several(const std::string& conninfo);

/// Looks at every server once, for `patience` at most, and cuts the sessions of this process that are with an older primary than
/// the one found; how many. Throws ConnectionLost as open_session().
std::size_t look_for_newer(const std::string& conninfo, std::chrono::milliseconds patience);

}  // namespace comptoir::postgres
