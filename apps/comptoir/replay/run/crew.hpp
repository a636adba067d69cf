// N threads that share a run's work, each with an Api of its own. The first failure stops them all and is thrown.
#pragma once
#include <functional>

#include "apps/comptoir/replay/run/api.hpp"

namespace comptoir::replay {

class Crew {
 public:
  Crew(std::string url, std::size_t size, Pulse& pulse) : url_(std::move(url)), size_(size), pulse_(pulse) {}

  /// Calls `work(api, i)` once for each i below `count`, shown as `label`.
  void for_each(const std::string& label, std::size_t count, const std::function<void(Api&, std::size_t)>& work);

  /// The same, but the indices of one chain are worked on one after the other, ascending.
  /// `chain_of[i]`: any number. Lower indices are taken first.
  void for_each_in_chains(const std::string& label, const std::vector<std::size_t>& chain_of,
                          const std::function<void(Api&, std::size_t)>& work);

 private:
  /// Next index to work on, or nothing at the end; and what to do when it is done.
  struct Source {
    std::function<std::optional<std::size_t>()> take;
    std::function<void(std::size_t)> done;
    std::function<void()> abandon;
  };
  void run(const Source& source, std::size_t count, const std::function<void(Api&, std::size_t)>& work);

  std::string url_;
  std::size_t size_;
  Pulse& pulse_;
};

}  // namespace comptoir::replay
