#include "apps/comptoir/replay/run/losses.hpp"

#include <iostream>

#include "libs/base/terminal.hpp"

namespace comptoir::replay {

void Losses::note(const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (++count_ <= kTold) std::cerr << "perdu : " + one_line(what) + '\n';
}

std::int64_t Losses::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void Losses::close() {
  const std::lock_guard lock(mutex_);
  if (count_ > kTold) std::cerr << "… et " << count_ - kTold << " autres pertes.\n";
}

}  // namespace comptoir::replay
