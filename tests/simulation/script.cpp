#include "tests/simulation/script.hpp"

#include <charconv>

namespace comptoir::simulation {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 3s;        // a client's time-out
constexpr auto kPause = 60ms;         // before asking again
constexpr std::size_t kOrderId = 40;  // "cmd-" and a UUID
constexpr std::size_t kFillCart = 1;  // a checkout stands right behind the filling of its cart

}  // namespace

std::string order_in(const std::string& body) {
  const auto at = body.find("cmd-");
  return at == std::string::npos ? "" : body.substr(at, kOrderId);
}

std::int64_t client_in(const std::string& body) {
  static constexpr std::string_view kField = "\"client_id\":";
  const auto at = body.find(kField);
  std::int64_t id = 0;
  if (at != std::string::npos) std::from_chars(body.data() + at + kField.size(), body.data() + body.size(), id);
  return id;
}

std::string Script::state() const {
  return name_ + " at " + std::to_string(at_) + " of " + std::to_string(asks.size()) + ", attempt " +
         std::to_string(attempt_);
}

void Script::wait_a_little() {
  answer_.reset();
  not_before_ = universe_.now + kPause;
}

void Script::step() {
  if (done() || universe_.now < not_before_) return;
  if (!answer_) return ask();
  if (*answer_) return judge(**std::exchange(answer_, nullptr));
  if (universe_.now >= deadline_ || universe_.strikes(Fault::client_timeout, 30)) wait_a_little();
}

void Script::ask() {
  const auto& what = asks[at_];
  if (what.kind == Ask::Kind::cancel && !outcomes[what.order].order) return void(++at_);  // there is nothing to cancel
  service::Delivery d;
  d.input.message = what.message();
  d.key = what.key;
  d.fingerprint = what.key;
  auto answer = std::make_shared<std::optional<http::Response>>();
  d.respond = [this, what, answer](http::Response r) {
    witness_(what, r);
    if (universe_.strikes(Fault::lost_answer, 300)) return;
    *answer = std::move(r);
  };
  ++attempt_;
  if (!submit_(what.service, std::move(d))) return wait_a_little();
  answer_ = std::move(answer);
  deadline_ = universe_.now + kPatience;
}

void Script::judge(const http::Response& r) {
  const auto& what = asks[at_];
  if (universe_.tracing())
    universe_.trace(name_ + ": " + what.service + ' ' + what.key + " answers " + std::to_string(r.status));
  if (what.kind == Ask::Kind::checkout) return judge_checkout(what, r);
  if (r.status >= 200 && r.status <= 299) return void(++at_);
  wait_a_little();
}

void Script::judge_checkout(const Ask& what, const http::Response& r) {
  auto& outcome = outcomes.at(what.order);
  if (r.status == 202) outcome.order = order_in(r.body);
  if (r.status == 409 && r.body.find("Magasin ferm") != std::string::npos) outcome.refused = true;
  if (outcome.order || outcome.refused) return void(++at_);
  if (r.status >= 400 && r.status <= 499) at_ -= kFillCart;  // an older request has emptied the cart
  wait_a_little();
}

}  // namespace comptoir::simulation
