#include "apps/comptoir/projections/follow.hpp"

#include <thread>

#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/commands/progress.hpp"
#include "apps/comptoir/projections/api.hpp"
#include "libs/base/error.hpp"

namespace comptoir::projections {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kPeriod = 100ms;   // between two looks
constexpr auto kPatience = 120s;  // with a service that is away

class Watch {
 public:
  Watch(std::string name, std::int64_t generation)
      : name_(std::move(name)), generation_(generation), progress_(name_, 0) {}

  /// True when the rebuild has come to its good end.
  bool look(const States& states) {
    const auto& state = states.of(name_);
    if (state.active && state.active->generation == generation_) return note(*state.active, true);
    if (!state.construction || state.construction->generation != generation_)
      throw Permanent("la reconstruction de " + name_ + " a été abandonnée pour une autre");
    if (!state.construction->verdict.empty())
      throw Permanent("les lignes refaites ne sont pas celles qui répondent, qui restent en place : " +
                      state.construction->verdict + ". Si ce sont les anciennes qui sont fausses : " +
                      "comptoir projections rebuild " + name_ + " --accepte-difference");
    note(*state.construction, false);
    progress_.at(static_cast<std::size_t>(state.construction->position), static_cast<std::size_t>(states.head));
    return false;
  }
  const Rebuilt& result() const { return result_; }

 private:
  bool note(const Building& b, bool done) {
    if (from_ < 0) from_ = done ? 0 : b.position;
    result_ = {b.position - from_, std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start_)};
    return done;
  }

  std::string name_;
  std::int64_t generation_;
  Progress progress_;
  std::int64_t from_ = -1;  ///< position when we began to watch
  steady_clock::time_point start_ = steady_clock::now();
  Rebuilt result_;
};

}  // namespace

Rebuilt follow(const std::string& where, const std::string& name, std::int64_t generation) {
  Watch watch(name, generation);
  for (auto seen = steady_clock::now();;) {
    try {
      const auto system = find_system(where);
      if (system && watch.look(Api(system->services.at("event-store")).states())) return watch.result();
      if (system) seen = steady_clock::now();
    } catch (const http::TransportError&) {
    }
    if (steady_clock::now() - seen > kPatience)
      throw Retryable("l'event-store ne répond plus ; relancez-le : la reconstruction de " + name + " reprendra seule");
    std::this_thread::sleep_for(kPeriod);
  }
}

}  // namespace comptoir::projections
