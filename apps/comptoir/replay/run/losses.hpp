// What of a file does not arrive, told on stderr as it is found: the first ones with their reasons, then how many.
#pragma once
#include <cstdint>
#include <mutex>
#include <string>

#include "apps/comptoir/replay/run/api.hpp"

namespace comptoir::replay {

/// Thread-safe.
class Losses {
 public:
  void note(const std::string& what);
  std::int64_t count() const;
  /// Tells how many were not told.
  void close();

  /// Calls `make` and answers what it does; when a service refuses, notes it and answers nothing: 0, "".
  template <class Make>
  auto unless_refused(Make make) {
    try {
      return make();
    } catch (const Refused& e) {
      note(e.what());
      return decltype(make()){};
    }
  }

  static constexpr std::int64_t kTold = 20;

 private:
  mutable std::mutex mutex_;
  std::int64_t count_ = 0;
};

}  // namespace comptoir::replay
