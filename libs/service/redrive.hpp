// A replay of dead letters under way: which letters come next, and how many at once. Belongs to the worker's thread.
//
// A batch that fails is asked for again, half as long, until the culprit stands alone; each such step is a turn of the
// worker's loop, so what else arrives never waits for more than one batch of letters.
#pragma once
#include <chrono>

#include "libs/service/delivery.hpp"
#include "libs/service/store.hpp"

namespace comptoir::service {

/// At most so many letters per second, in steps of a tenth of a second; without a rate, no limit.
class Pace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit Pace(std::optional<std::int64_t> per_second) : per_second_(per_second) {}
  std::size_t allowed(Time now, std::size_t wanted) const;
  void took(Time now, std::size_t letters);
  std::chrono::milliseconds wait(Time now) const;

 private:
  std::optional<std::int64_t> per_second_;
  Time next_{};
};

class Redrive {
 public:
  Redrive(std::int64_t act, journal::Reach reach, const journal::ActRequest& request, std::size_t batch_max)
      : act_(act),
        reach_(std::move(reach)),
        go_on_(request.continuer),
        pace_(request.par_seconde),
        batch_max_(batch_max) {}

  /// The next letters, in order. None and `finished()`: there are no more. One that cannot be decoded stands alone.
  std::vector<Delivery> next(Store&, const Decode&, Pace::Time now);
  bool finished() const { return finished_; }
  std::chrono::milliseconds wait(Pace::Time now) const { return pace_.wait(now); }
  /// The letters of next() wait no more once this transaction is committed, and keys that have none left are free. Before
  /// anything is applied, as a position moves: Retryable when somebody else has taken one of them.
  void claim(Store&, const std::vector<Delivery>&);
  const std::vector<std::string>& freed() const { return freed_; }
  void committed(const std::vector<Delivery>&, Pace::Time now);
  /// The letters of next() were rolled back. True when there is only one: it is the culprit.
  bool refused(const std::vector<Delivery>&);
  /// Writes the culprit's failure down. True when the act ends here.
  bool failed(Store&, const Delivery&, Pace::Time now);
  std::int64_t act() const { return act_; }

 private:
  std::int64_t act_;
  journal::Reach reach_;
  bool go_on_;
  Pace pace_;
  std::size_t batch_max_, size_ = batch_max_;
  std::int64_t after_ = 0;
  std::set<std::string> failed_;  ///< keys; their letters are passed over
  std::vector<std::string> freed_;
  bool finished_ = false;
};

/// Letters as the worker takes them.
std::vector<Delivery> read_letters(std::vector<journal::Waiting>, const Decode&);

}  // namespace comptoir::service
