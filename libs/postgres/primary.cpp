#include "libs/postgres/primary.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "libs/postgres/candidate.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::postgres {

/// What this process knows of the servers of one list.
struct Servers {
  /// Cuts the sessions with an older primary; how many. The mutex is held.
  std::size_t raise(std::int64_t timeline) {
    std::size_t cut = 0;
    newest = std::max(newest, timeline);
    for (auto* session : sessions) {
      if (session->timeline_ >= newest || session->cut_.exchange(true)) continue;
      shutdown(session->socket_, SHUT_RDWR);  // wakes who waits for an answer
      ++cut;
    }
    return cut;
  }

  std::mutex mutex;
  std::int64_t newest = 0;  ///< timeline
  std::set<Place*> sessions;
};

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 5s;

/// Those that the connection string names, and that string.
std::vector<std::string> hosts_of(const std::string& conninfo) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(conninfo.c_str(), nullptr), PQconninfoFree);
  std::vector<std::string> hosts;
  for (auto* o = options.get(); o && o->keyword; ++o) {
    if (std::string_view(o->keyword) != "host" || !o->val) continue;
    std::string_view rest = o->val;
    for (auto comma = rest.find(','); comma != rest.npos; comma = rest.find(',')) {
      hosts.emplace_back(rest.substr(0, comma));
      rest.remove_prefix(comma + 1);
    }
    hosts.emplace_back(rest);
  }
  return hosts;
}

// Never destroyed: sessions may outlive what is static.
Servers& servers_of(const std::vector<std::string>& hosts) {
  static std::mutex mutex;
  static auto& all = *new std::map<std::vector<std::string>, Servers>;
  const std::lock_guard lock(mutex);
  return all[hosts];
}

[[noreturn]] void refuse(const Candidate& one, const Candidate& other, const char* why) {
  throw ConnectionLost("PostgreSQL: " + one.host() + " and " + other.host() + " both take writes, and " + why);
}

Candidate find_newest(std::vector<Candidate>& all) {
  Candidate* newest = nullptr;
  Candidate* rival = nullptr;
  std::string why = "PostgreSQL: none of the servers takes writes";
  for (auto& c : all) {
    if (!c.writes()) {
      why.append("; ").append(c.why_not());
    } else if (newest && c.origin() != newest->origin()) {
      refuse(*newest, c, "are no copies of one another; correct the list");
    } else if (!newest || c.timeline() > newest->timeline()) {
      newest = &c;
      rival = nullptr;
    } else if (c.timeline() == newest->timeline() && c.started() != newest->started()) {
      rival = &c;
    }
  }
  if (!newest) throw ConnectionLost(why);
  if (rival) refuse(*newest, *rival, "neither was promoted after the other; make one a standby");
  return std::move(*newest);
}

}  // namespace

Place::Place(Servers& servers, std::int64_t timeline, int socket)
    : servers_(servers), timeline_(timeline), socket_(fcntl(socket, F_DUPFD_CLOEXEC, 0)) {
  if (socket_ < 0) throw ConnectionLost("PostgreSQL: no file descriptor is left");
  const std::lock_guard lock(servers_.mutex);
  servers_.raise(timeline);
  if (timeline == servers_.newest)
    servers_.sessions.insert(this);
  else
    cut_ = true;
}

Place::~Place() {
  {
    const std::lock_guard lock(servers_.mutex);
    servers_.sessions.erase(this);
  }
  close(socket_);
}

Session open_session(const std::string& conninfo) {
  const auto hosts = hosts_of(conninfo);
  if (hosts.size() < 2) return {{PQconnectdb(conninfo.c_str()), PQfinish}, nullptr};
  auto all = ask_all(conninfo, hosts, kPatience);
  auto found = find_newest(all);
  const auto timeline = found.timeline();
  Session session{found.take(), nullptr};
  session.place = std::make_unique<Place>(servers_of(hosts), timeline, PQsocket(session.connection.get()));
  if (session.place->cut())
    throw ConnectionLost("PostgreSQL: " + found.host() + " takes writes, but another one was promoted after it");
  return session;
}

bool names_several(const std::string& conninfo) { return hosts_of(conninfo).size() > 1; }

std::size_t look_for_newer(const std::string& conninfo, std::chrono::milliseconds patience) {
  const auto hosts = hosts_of(conninfo);
  auto all = ask_all(conninfo, hosts, patience);
  const auto timeline = find_newest(all).timeline();
  auto& servers = servers_of(hosts);
  const std::lock_guard lock(servers.mutex);
  return servers.raise(timeline);
}

}  // namespace comptoir::postgres
