// A whole system in a folder that is gone afterwards.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>

#include "apps/comptoir/infra/child.hpp"
#include "apps/comptoir/infra/data_dir.hpp"

namespace comptoir::demo {

/// A folder below /tmp that anyone may enter (the databases run as another user), removed by the destructor.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// `comptoir up` of this same program on a free port. Stopped by the destructor, and by the kernel if we are killed.
class TemporarySystem {
 public:
  /// Returns when it is ready; throws Retryable with the log's last lines when it is not within kMaxStart.
  TemporarySystem();

  const infra::Running& running() const { return running_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  pid_t pid() const { return child_.pid(); }

  static constexpr std::chrono::seconds kMaxStart{60};

 private:
  infra::Running wait_until_ready();
  std::filesystem::path data() const { return folder_.path() / "donnees"; }
  std::filesystem::path log() const { return folder_.path() / "up.log"; }

  TemporaryFolder folder_;
  infra::Child child_;
  infra::Running running_;
};

}  // namespace comptoir::demo
