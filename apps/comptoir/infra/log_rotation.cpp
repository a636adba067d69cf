#include "apps/comptoir/infra/log_rotation.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "apps/comptoir/infra/files.hpp"
#include "libs/log/log.hpp"

namespace comptoir::infra {
namespace fs = std::filesystem;
namespace {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  const int fd_;
};

bool is_open_on(int fd, const fs::path& file) {
  struct stat open{}, named{};
  return fstat(fd, &open) == 0 && stat(file.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

bool write_all(int fd, const char* bytes, std::size_t size) {
  for (ssize_t n; size > 0; bytes += n, size -= static_cast<std::size_t>(n))
    if ((n = write(fd, bytes, size)) <= 0) return false;
  return true;
}

// To where it ends now. False when the copy cannot be written.
bool copy_rest(int from, int to) {
  std::array<char, 64 * 1024> buffer;
  for (ssize_t n; (n = read(from, buffer.data(), buffer.size())) > 0;)
    if (!write_all(to, buffer.data(), static_cast<std::size_t>(n))) return false;
  return true;
}

fs::path aside(const fs::path& log, std::int64_t n) { return log.string() + '.' + std::to_string(n); }

// `full` becomes <log>.1, that one <log>.2, and so on; what would be beyond `kept` is gone. Errors are ignored.
void put_aside(const fs::path& full, const fs::path& log, std::int64_t kept) {
  std::error_code ignored;
  for (auto n = kept; n > 1; --n) fs::rename(aside(log, n - 1), aside(log, n), ignored);
  fs::rename(full, aside(log, 1), ignored);
}

}  // namespace

void LogRotation::tend() const {
  std::error_code error;
  std::vector<fs::path> full;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (at->path().extension() == ".log" && at->is_regular_file(gone) && at->file_size(gone) > bytes_ && !gone)
      full.push_back(at->path());
  }
  for (const auto& log : full) rotate(log);
}

void LogRotation::rotate(const fs::path& log) const {
  if (is_open_on(STDOUT_FILENO, log) || is_open_on(STDERR_FILENO, log))
    move_own(log);
  else
    copy_and_cut(log);
}

void LogRotation::move_own(const fs::path& log) const {
  const bool out = is_open_on(STDOUT_FILENO, log), err = is_open_on(STDERR_FILENO, log);
  put_aside(log, log, kept_);
  const Fd fresh(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (!fresh.valid()) return;  // what is written goes on into <log>.1
  if (out) dup2(fresh.get(), STDOUT_FILENO);
  if (err) dup2(fresh.get(), STDERR_FILENO);
}

void LogRotation::copy_and_cut(const fs::path& log) const {
  const auto draft = log.string() + ".copie";
  const Fd from(open(log.c_str(), O_RDWR | O_CLOEXEC)),
      to(open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
  std::error_code ignored;
  if (!from.valid() || !to.valid() || !copy_rest(from.get(), to.get()) || !copy_rest(from.get(), to.get())) {
    fs::remove(draft, ignored);
    return log::debug("journal non mis de côté", {{"fichier", log.string()}});
  }
  if (ftruncate(from.get(), 0) != 0) return;
  put_aside(draft, log, kept_);
}

}  // namespace comptoir::infra
