#include "libs/postgres/candidate.hpp"

#include <poll.h>

#include <algorithm>
#include <charconv>

namespace comptoir::postgres {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kGrace = 250ms;  // for the silent ones, once a primary has answered

// The control file would tell the timeline too, but only from the first checkpoint after the promotion.
constexpr const char* kWho =
    "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8), system_identifier, pg_postmaster_start_time() "
    "FROM pg_control_system()";
constexpr int kHexadecimal = 16;

}  // namespace

Candidate::Candidate(const std::string& conninfo, std::string host)
    : host_(std::move(host)), connection_(nullptr, PQfinish) {
  const char* names[] = {"dbname", "host", nullptr};  // later names win over what the string says
  const char* values[] = {conninfo.c_str(), host_.c_str(), nullptr};
  connection_.reset(PQconnectStartParams(names, values, 1));
  events_ = POLLOUT;
  if (PQstatus(connection_.get()) == CONNECTION_BAD) fail();
}

void Candidate::step() { asked_ ? listen() : connect(); }

void Candidate::connect() {
  switch (PQconnectPoll(connection_.get())) {
    case PGRES_POLLING_READING: events_ = POLLIN; break;
    case PGRES_POLLING_WRITING: events_ = POLLOUT; break;
    case PGRES_POLLING_OK:
      asked_ = PQsendQuery(connection_.get(), kWho) == 1;
      events_ = POLLIN;
      if (!asked_) fail();
      break;
    default: fail();
  }
}

void Candidate::listen() {
  auto* c = connection_.get();
  if (PQconsumeInput(c) != 1) return fail();
  while (PQisBusy(c) == 0) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> answer(PQgetResult(c), PQclear);
    if (!answer) {
      events_ = 0;  // the end of the answers
      primary_ = timeline_ > 0;
      return;
    }
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) return fail();
    const std::string_view timeline = PQgetvalue(answer.get(), 0, 0);
    std::from_chars(timeline.data(), timeline.data() + timeline.size(), timeline_, kHexadecimal);
    origin_ = PQgetvalue(answer.get(), 0, 1);
    started_ = PQgetvalue(answer.get(), 0, 2);
  }
}

void Candidate::fail() {
  failure_ = connection_ ? PQerrorMessage(connection_.get()) : "out of memory";
  while (failure_.ends_with('\n')) failure_.pop_back();
  connection_.reset();
  events_ = 0;
}

std::string Candidate::why_not() const { return host_ + ": " + (failure_.empty() ? "no answer" : failure_); }

std::vector<Candidate> ask_all(const std::string& conninfo, const std::vector<std::string>& hosts,
                               std::chrono::milliseconds patience) {
  std::vector<Candidate> all;
  for (const auto& host : hosts) all.emplace_back(conninfo, host);
  auto limit = steady_clock::now() + patience;
  while (std::ranges::any_of(all, &Candidate::waits) && steady_clock::now() < limit) {
    std::vector<pollfd> waited;
    for (const auto& c : all) waited.push_back({c.waits() ? c.socket() : -1, c.events(), 0});
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - steady_clock::now());
    poll(waited.data(), waited.size(), static_cast<int>(std::max(left, 0ms).count()));
    for (std::size_t i = 0; i < all.size(); ++i)
      if (waited[i].revents != 0) all[i].step();
    if (std::ranges::any_of(all, &Candidate::writes)) limit = std::min(limit, steady_clock::now() + kGrace);
  }
  return all;
}

}  // namespace comptoir::postgres
