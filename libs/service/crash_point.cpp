#include "libs/service/crash_point.hpp"

#ifdef COMPTOIR_CRASH_POINTS
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace comptoir::service {
namespace {

/// What COMPTOIR_MEURT says.
struct Sentence {
  std::string where;
  std::atomic<long> lives;

  Sentence() {
    const char* set = std::getenv("COMPTOIR_MEURT");
    const std::string text = set ? set : "";
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return;
    where = text.substr(0, colon);
    lives = std::atol(text.c_str() + colon + 1);
  }
};

}  // namespace

void crash_point(std::string_view service, std::string_view point) {
  static Sentence sentence;
  if (sentence.where.empty() || sentence.where != std::string(service) + ':' + std::string(point)) return;
  if (--sentence.lives != 0) return;
  std::fprintf(stderr, "meurt : %s\n", sentence.where.c_str());
  std::raise(SIGKILL);
}

}  // namespace comptoir::service
#endif
