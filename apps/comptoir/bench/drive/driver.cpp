#include "apps/comptoir/bench/drive/driver.hpp"

#include <queue>
#include <thread>

#include "apps/comptoir/bench/drive/connections.hpp"
#include "apps/comptoir/bench/drive/epoll.hpp"
#include "apps/comptoir/bench/drive/real_time.hpp"
#include "apps/comptoir/bench/drive/requests.hpp"

namespace comptoir::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::size_t kReadyConnections = 256;
constexpr std::chrono::seconds kOpening{10};
constexpr nanoseconds kStartIn = kLead + std::chrono::milliseconds(50);
constexpr nanoseconds kLongestSleep = std::chrono::milliseconds(100);
/// At a high rate the generator looks at the world so often and no more: it shares the processors with what it measures, and
/// to take one away for each single request would be most of its cost. What waits meanwhile counts as latency and lateness.
constexpr nanoseconds kBeat = std::chrono::microseconds(400);
constexpr std::int64_t kRequests = 2;  ///< of an order; a beat is kept when there is more than one request in it
constexpr int kCartFilled = 200, kAccepted = 202;

/// The subscription, on a socket of its own.
class Subscription {
 public:
  Subscription(const http::Url& url, const Epoll& epoll, const std::string& request) : socket_(url) {
    epoll.add(socket_.fd());
    socket_.send(request);
    const auto limit = Clock::now() + kOpening;
    while (!stream_.open()) {
      if (Clock::now() > limit) throw Retryable("GET /events/flux ne répond pas");
      epoll.wait(kLongestSleep, [&](int) { receive(); });
    }
  }
  int fd() const { return socket_.fd(); }
  void receive() {
    std::string bytes;
    const bool open = socket_.receive(bytes);
    stream_.feed(bytes);
    if (!open) throw Retryable("le flux des verdicts a été coupé");
  }
  std::optional<VerdictStream::Verdict> next() { return stream_.next(); }

 private:
  Socket socket_;
  VerdictStream stream_;
};

class Driver {
 public:
  Driver(const std::string& url, const replay::Ids& ids, const Flow& flow, const std::function<void()>& progress)
      : flow_(flow),
        progress_(progress),
        requests_(http::Url::parse(url), ids, flow.run),
        subscription_(http::Url::parse(url), epoll_, requests_.verdicts()),
        connections_(http::Url::parse(url), epoll_.fd(), kMaxConnections, kReadyConnections,
                     [this](std::size_t tag, const RawAnswer& answer) { answered(tag, answer); }) {
    for (const auto due : flow.due) traces_.push_back({.due = due, .cart_due = due - nanoseconds(kLead).count()});
    if (closed()) traces_.resize(flow.orders.size());
    in_beats_ = !flow.due.empty() && flow.due.back() / kBeat.count() < kRequests * std::ssize(flow.due);
  }

  Driven run() {
    RealTime real_time;
    start_ = Clock::now() + kStartIn;
    const auto last = closed() ? flow_.until : traces_.empty() ? 0 : traces_.back().due;
    while (!done() && now() < last + nanoseconds(kDrain).count()) turn();
    traces_.resize(next_);
    return {std::move(traces_), now(), real_time.granted()};
  }

 private:
  std::int64_t now() const { return nanoseconds(Clock::now() - start_).count(); }
  // What an answer is to: an even number is the cart of an order, an odd one its checkout.
  static std::size_t cart_tag(std::size_t i) { return 2 * i; }
  static std::size_t checkout_tag(std::size_t i) { return 2 * i + 1; }

  bool closed() const { return flow_.in_flight > 0; }
  bool done() const {
    const bool all_begun = next_ == traces_.size() || (closed() && now() >= flow_.until);
    return all_begun && over_ == next_;
  }

  void turn() {
    begin_carts();
    begin_checkouts();
    const bool all = epoll_.wait(pause(), [&](int fd) {
      if (fd != subscription_.fd()) return void(connections_.readable(fd));
      subscription_.receive();
      while (auto verdict = subscription_.next()) ended(*verdict);
    });
    if (!in_beats_ || !all) return;
    std::this_thread::sleep_until(beat_);
    beat_ = Clock::now() + kBeat;
  }

  nanoseconds pause() const {
    auto next = now() + kLongestSleep.count();
    if (next_ < traces_.size() && !closed()) next = std::min(next, traces_[next_].cart_due);
    if (!filled_.empty()) next = std::min(next, filled_.top().first);
    return nanoseconds(std::max<std::int64_t>(0, next - now()));
  }

  bool cart_is_due() const {
    if (next_ == traces_.size()) return false;
    return closed() ? next_ - over_ < flow_.in_flight && now() < flow_.until : traces_[next_].cart_due <= now();
  }

  void begin_carts() {
    for (; cart_is_due(); ++next_) {
      traces_[next_].cart_begun = now();
      if (closed()) traces_[next_].due = traces_[next_].cart_due = traces_[next_].cart_begun;
      auto& users = carts_[cart_of(next_)];
      users.push_back(next_);
      if (users.size() == 1) send_cart(next_);
    }
  }

  void begin_checkouts() {
    while (!filled_.empty() && filled_.top().first <= now()) {
      const auto i = filled_.top().second;
      filled_.pop();
      traces_[i].begun = now();
      connections_.send(checkout_tag(i), requests_.checkout(flow_.orders[i]));
    }
  }

  void send_cart(std::size_t i) { connections_.send(cart_tag(i), requests_.cart(flow_.orders[i])); }

  std::pair<std::size_t, std::size_t> cart_of(std::size_t i) const {
    return {flow_.orders[i].client, flow_.orders[i].store};
  }

  /// The next order that wants the same cart may have it: theirs would mix.
  void leave_cart(std::size_t i) {
    const auto users = carts_.find(cart_of(i));
    users->second.pop_front();
    if (users->second.empty())
      carts_.erase(users);
    else
      send_cart(users->second.front());
  }

  void answered(std::size_t tag, const RawAnswer& answer) {
    const auto i = tag / 2;
    const bool cart = tag == cart_tag(i);
    if (answer.status != (cart ? kCartFilled : kAccepted)) return fail(i, answer);
    if (cart) {
      traces_[i].cart_done = now();
      filled_.emplace(traces_[i].due, i);
      return;
    }
    traces_[i].answered = now();
    leave_cart(i);
    placed(i, text_field(answer.body, "commande_id"));
  }

  void fail(std::size_t i, const RawAnswer& answer) {
    traces_[i].failure = std::to_string(answer.status) + ' ' + answer.body;
    leave_cart(i);
    finish();
  }

  // A verdict can be read before the answer that says whose it is.
  void placed(std::size_t i, const std::string& commande_id) {
    if (const auto early = early_.extract(commande_id))
      conclude(i, early.mapped().second, early.mapped().first);
    else
      placed_.emplace(commande_id, i);
  }

  void ended(const VerdictStream::Verdict& verdict) {
    if (const auto order = placed_.extract(verdict.commande_id))
      conclude(order.mapped(), now(), verdict.type);
    else
      early_.emplace(verdict.commande_id, std::pair(verdict.type, now()));
  }

  void conclude(std::size_t i, std::int64_t at, const std::string& type) {
    traces_[i].ended = at;
    traces_[i].verdict = type;
    finish();
  }

  void finish() {
    ++over_;
    progress_();
  }

  const Flow& flow_;
  const std::function<void()>& progress_;
  Epoll epoll_;
  Requests requests_;
  Subscription subscription_;
  Connections connections_;
  Clock::time_point start_{}, beat_{};
  bool in_beats_ = false;
  std::vector<Trace> traces_;
  std::size_t next_ = 0, over_ = 0;
  std::map<std::pair<std::size_t, std::size_t>, std::deque<std::size_t>> carts_;
  using Filled = std::pair<std::int64_t, std::size_t>;  // due, order
  std::priority_queue<Filled, std::vector<Filled>, std::greater<>> filled_;
  std::unordered_map<std::string, std::size_t> placed_;
  std::unordered_map<std::string, std::pair<std::string, std::int64_t>> early_;
};

}  // namespace

Driven drive(const std::string& url, const replay::Ids& ids, const Flow& flow, const std::function<void()>& progress) {
  return Driver(url, ids, flow, progress).run();
}

}  // namespace comptoir::bench
