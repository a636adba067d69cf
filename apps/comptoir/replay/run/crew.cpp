#include "apps/comptoir/replay/run/crew.hpp"

#include <condition_variable>
#include <mutex>
#include <queue>

#include "apps/comptoir/commands/progress.hpp"
#include "libs/base/guarded_thread.hpp"

namespace comptoir::replay {
namespace {

/// Hands out indices so that no two of one chain are out at once.
class Chains {
 public:
  explicit Chains(const std::vector<std::size_t>& chain_of) : next_(chain_of.size(), kNone), left_(chain_of.size()) {
    std::unordered_map<std::size_t, std::size_t> last;
    for (std::size_t i = 0; i < chain_of.size(); ++i) {
      const auto [place, first] = last.try_emplace(chain_of[i], i);
      if (first)
        ready_.push(i);
      else
        next_[std::exchange(place->second, i)] = i;
    }
  }

  std::optional<std::size_t> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !ready_.empty() || left_ == 0; });
    if (left_ == 0) return std::nullopt;
    const auto index = ready_.top();
    ready_.pop();
    return index;
  }

  void done(std::size_t index) {
    const std::lock_guard lock(mutex_);
    if (left_ > 0) --left_;
    if (next_[index] != kNone) ready_.push(next_[index]);
    changed_.notify_all();
  }

  void abandon() {
    const std::lock_guard lock(mutex_);
    left_ = 0;
    changed_.notify_all();
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<std::size_t> next_;
  std::size_t left_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready_;
};

/// Keeps the first failure of several threads.
class FirstFailure {
 public:
  void note(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

void Crew::run(const Source& source, std::size_t count, const std::function<void(Api&, std::size_t)>& work) {
  FirstFailure failure;
  std::vector<GuardedThread> threads;
  for (std::size_t n = 0; n < std::min(size_, count); ++n)
    threads.emplace_back("équipe", [&] {
      try {
        Api api(url_, pulse_);
        while (const auto index = source.take()) {
          work(api, *index);
          source.done(*index);
        }
      } catch (...) {
        failure.note(std::current_exception());
        source.abandon();
      }
    });
  threads.clear();
  failure.rethrow();
}

void Crew::for_each(const std::string& label, std::size_t count, const std::function<void(Api&, std::size_t)>& work) {
  std::vector<std::size_t> chain_of(count);
  for (std::size_t i = 0; i < count; ++i) chain_of[i] = i;
  for_each_in_chains(label, chain_of, work);
}

void Crew::for_each_in_chains(const std::string& label, const std::vector<std::size_t>& chain_of,
                              const std::function<void(Api&, std::size_t)>& work) {
  Chains chains(chain_of);
  Progress progress(label, chain_of.size());
  run({[&] { return chains.take(); },
       [&](std::size_t index) {
         chains.done(index);
         progress.add();
       },
       [&] { chains.abandon(); }},
      chain_of.size(), work);
}

}  // namespace comptoir::replay
