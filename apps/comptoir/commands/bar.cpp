#include "apps/comptoir/commands/bar.hpp"

#include <algorithm>

namespace comptoir {

std::string bar(std::size_t done, std::size_t total) {
  constexpr std::size_t kWidth = 30;
  done = std::min(done, total);
  const std::size_t filled = total ? done * kWidth / total : kWidth;
  std::string out;
  for (std::size_t i = 0; i < kWidth; ++i) out += i < filled ? "█" : "░";
  return out + ' ' + std::to_string(total ? done * 100 / total : 100) + " % " + std::to_string(done) + '/' +
         std::to_string(total);
}

}  // namespace comptoir
