#include "apps/comptoir/bench/journal/closed_loop.hpp"

#include <chrono>
#include <memory>
#include <unordered_map>
#include <vector>

#include "apps/comptoir/bench/cost/cost.hpp"
#include "apps/comptoir/bench/drive/answer.hpp"
#include "apps/comptoir/bench/drive/epoll.hpp"
#include "apps/comptoir/bench/drive/socket.hpp"
#include "libs/base/error.hpp"

namespace comptoir::bench {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::duration;

constexpr std::chrono::seconds kSilence{30};

struct Caller {
  Caller(const http::Url& url, std::size_t place) : socket(url), number(place) {}
  Socket socket;
  std::size_t number;
  std::string in{};
  Steady::time_point sent{};
};

class Loop {
 public:
  Loop(const ClosedLoop& how, const std::function<std::string(std::size_t)>& request) : how_(how), request_(request) {
    const auto url = http::Url::parse(how.url);
    for (std::size_t i = 0; i < how.connections; ++i) {
      auto caller = std::make_unique<Caller>(url, i);
      epoll_.add(caller->socket.fd());
      callers_[caller->socket.fd()] = std::move(caller);
    }
  }

  Looped run() {
    begin_ = Steady::now();
    for (auto& [fd, caller] : callers_) send(*caller);
    while (waiting_ > 0) {
      const auto before = waiting_;
      heard_ = false;
      epoll_.wait(kSilence, [this](int fd) { readable(*callers_.at(fd)); });
      if (!heard_ && waiting_ == before) throw Retryable("aucune réponse en 30 s");
    }
    return out_;
  }

 private:
  double now() const { return duration<double>(Steady::now() - begin_).count(); }
  bool counts(double at) const { return at >= how_.warmup && at < how_.warmup + how_.seconds; }

  void send(Caller& caller) {
    if (sent_ == how_.requests || now() >= how_.warmup + how_.seconds) return;
    ++sent_;
    const auto bytes = request_(caller.number);
    caller.sent = Steady::now();
    if (!caller.socket.send(bytes)) throw Retryable("la connexion a été coupée");
    ++waiting_;
  }

  void readable(Caller& caller) {
    heard_ = true;
    const bool open = caller.socket.receive(caller.in);
    if (const auto answer = take_answer(caller.in)) {
      --waiting_;
      note(caller, *answer);
      send(caller);
    } else if (!open) {
      throw Retryable("la connexion a été coupée");
    }
  }

  void note(const Caller& caller, const RawAnswer& answer) {
    if (answer.status != how_.expected) throw Permanent(std::to_string(answer.status) + ' ' + answer.body);
    const auto at = now();
    if (!counts(at)) return;
    if (out_.latency.count() == 0) first_ = at, cpu_ = own_cpu_seconds();
    out_.latency.record(std::chrono::nanoseconds(Steady::now() - caller.sent).count());
    out_.seconds = at - first_;
    out_.cpu_seconds = own_cpu_seconds() - cpu_;
  }

  const ClosedLoop& how_;
  const std::function<std::string(std::size_t)>& request_;
  Epoll epoll_;
  std::unordered_map<int, std::unique_ptr<Caller>> callers_;
  Steady::time_point begin_{};
  std::size_t sent_ = 0, waiting_ = 0;
  bool heard_ = false;
  double first_ = 0, cpu_ = 0;
  Looped out_;
};

}  // namespace

Looped run(const ClosedLoop& how, const std::function<std::string(std::size_t)>& request) {
  return Loop(how, request).run();
}

}  // namespace comptoir::bench
