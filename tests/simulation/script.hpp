// People at their screens: each asks one thing after another, with a key, until it is answered for good.
#pragma once
#include <any>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/service/delivery.hpp"
#include "tests/simulation/universe.hpp"

namespace comptoir::simulation {

struct Ask {
  std::string service;
  std::string key;  ///< of idempotency; empty: none
  std::function<std::any()> message;
  enum class Kind { plain, new_client, fill_cart, checkout, cancel } kind = Kind::plain;
  std::size_t order = 0;  ///< which client, or which intent of this person's; not plain
};

/// What became of a checkout: an order, or a refusal for good.
struct Outcome {
  std::optional<std::string> order;
  bool refused = false;
};

class Script {
 public:
  /// Gives a request to some instance of a service; false when none is up.
  using Submit = std::function<bool(const std::string& service, service::Delivery)>;
  /// Looks at every answer that a service gives, whether anybody waits for it or not.
  using Witness = std::function<void(const Ask&, const http::Response&)>;

  Script(Universe& universe, std::string name, Submit submit, Witness witness)
      : universe_(universe), name_(std::move(name)), submit_(std::move(submit)), witness_(std::move(witness)) {}

  std::vector<Ask> asks;
  std::vector<Outcome> outcomes;  ///< by Ask::order

  bool done() const { return at_ >= asks.size(); }
  std::string state() const;
  void step();

 private:
  void ask();
  void judge(const http::Response&);
  void judge_checkout(const Ask&, const http::Response&);
  void wait_a_little();

  Universe& universe_;
  std::string name_;
  Submit submit_;
  Witness witness_;
  std::size_t at_ = 0;
  std::int64_t attempt_ = 0;
  std::shared_ptr<std::optional<http::Response>> answer_;  ///< of the attempt that is waited for
  Tempo::Point deadline_{}, not_before_{};
};

/// "cmd-…" in a JSON text; empty when there is none.
std::string order_in(const std::string& body);
/// The `client_id` there; 0 when there is none.
std::int64_t client_in(const std::string& body);

}  // namespace comptoir::simulation
