// A whole system of our own, in a folder that is there or in one that is gone afterwards.
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
class ChildSystem {
 public:
  /// `data`: its data folder; `log`: what it says. Returns when it is ready; throws Retryable with the log's last lines when
  /// it is not within kMaxStart.
  ChildSystem(const std::filesystem::path& data, const std::filesystem::path& log);

  const infra::Running& running() const { return running_; }
  pid_t pid() const { return child_.pid(); }

  static constexpr std::chrono::seconds kMaxStart{60};

 private:
  infra::Running wait_until_ready(const std::filesystem::path& data, const std::filesystem::path& log);

  infra::Child child_;
  infra::Running running_;
};

class TemporarySystem {
 public:
  TemporarySystem() : system_(folder_.path() / "donnees", folder_.path() / "up.log") {}

  const infra::Running& running() const { return system_.running(); }
  const std::filesystem::path& folder() const { return folder_.path(); }
  pid_t pid() const { return system_.pid(); }

 private:
  TemporaryFolder folder_;
  ChildSystem system_;
};

}  // namespace comptoir::demo
