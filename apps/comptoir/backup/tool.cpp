#include "apps/comptoir/backup/tool.hpp"

#include "apps/comptoir/infra/child.hpp"
#include "apps/comptoir/infra/embedded_postgres.hpp"
#include "apps/comptoir/infra/files.hpp"
#include "libs/base/error.hpp"

namespace comptoir::backup {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds kLook{200};
constexpr std::size_t kTailLines = 10;

}  // namespace

void run_tool(const std::string& name, std::vector<std::string> argv, const fs::path& log,
              const std::function<void()>& meanwhile) {
  infra::Child child({.name = name, .argv = std::move(argv), .log = log});
  std::optional<int> code;
  while (!(code = child.wait(kLook))) meanwhile();
  if (*code != 0)
    throw Retryable(name + " a échoué (code " + std::to_string(*code) + ") :\n" + infra::tail(log, kTailLines));
}

fs::path postgres_tool(const std::string& name) {
  const auto tool = fs::canonical(infra::find_postgres() / "postgres").parent_path() / name;
  if (!fs::exists(tool))
    throw Permanent(tool.string() + " manque. Installez-le : apt-get install postgresql-client-15");
  return tool;
}

std::int64_t bytes_below(const fs::path& folder) {
  std::int64_t sum = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code gone;
    const auto size = it->is_regular_file(gone) ? it->file_size(gone) : 0;
    if (!gone) sum += static_cast<std::int64_t>(size);
  }
  return sum;
}

}  // namespace comptoir::backup
