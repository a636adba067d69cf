#include "apps/comptoir/demo/temporary_system.hpp"

#include <sys/stat.h>

#include <cstring>
#include <thread>

#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/infra/files.hpp"
#include "libs/base/error.hpp"

namespace comptoir::demo {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds kLookAgain{20};
constexpr std::chrono::seconds kPatience{60};
constexpr std::size_t kTailLines = 15;
constexpr mode_t kAnyoneMayEnter = 0755;

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = "/tmp/comptoir-demo-XXXXXX";
  if (!mkdtemp(name.data()))
    throw Retryable(std::string("impossible de créer un dossier dans /tmp : ") + std::strerror(errno));
  chmod(name.c_str(), kAnyoneMayEnter);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

ChildSystem::ChildSystem(const fs::path& data, const fs::path& log)
    : child_({.name = "comptoir up",
              .argv = {fs::read_symlink("/proc/self/exe"), "up", "--data-dir", data, "--port", "0"},
              .log = log,
              .ours = true,
              .patience = kPatience}),
      running_(wait_until_ready(data, log)) {}

infra::Running ChildSystem::wait_until_ready(const fs::path& data, const fs::path& log) {
  const auto deadline = std::chrono::steady_clock::now() + kMaxStart;
  while (child_.running() && std::chrono::steady_clock::now() < deadline) {
    if (auto system = find_system(data)) return *system;
    std::this_thread::sleep_for(kLookAgain);
  }
  throw Retryable("le système ne démarre pas. Fin de son journal :\n" + infra::tail(log, kTailLines));
}

}  // namespace comptoir::demo
