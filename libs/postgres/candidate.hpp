// One of several servers, from the first byte to what it says of itself. Never blocks but to resolve a name: several are asked
// at once, and some may be silent.
#pragma once
#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace comptoir::postgres {

class Candidate {
 public:
  /// `host` instead of those that `conninfo` names.
  Candidate(const std::string& conninfo, std::string host);

  /// False once it is a primary or has failed.
  bool waits() const { return events_ != 0; }
  /// For poll(): what it waits for.
  int socket() const { return PQsocket(connection_.get()); }
  short events() const { return events_; }
  /// To be called when that has come.
  void step();

  bool writes() const { return primary_; }
  /// Of a primary.
  std::int64_t timeline() const { return timeline_; }
  /// Of a primary: the same for all that are copies of one another.
  const std::string& origin() const { return origin_; }
  /// Of a primary: differs between any two servers.
  const std::string& started() const { return started_; }
  /// The host, and why it is no primary.
  std::string why_not() const;
  const std::string& host() const { return host_; }
  std::unique_ptr<PGconn, void (*)(PGconn*)> take() { return std::move(connection_); }

 private:
  void connect();
  void listen();
  void fail();

  std::string host_, failure_;
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
  short events_ = 0;
  bool asked_ = false, primary_ = false;
  std::int64_t timeline_ = 0;
  std::string origin_, started_;
};

/// Asks all of them at once, for `patience` at most.
std::vector<Candidate> ask_all(const std::string& conninfo, const std::vector<std::string>& hosts,
                               std::chrono::milliseconds patience);

}  // namespace comptoir::postgres
