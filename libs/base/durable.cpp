#include "libs/base/durable.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "libs/base/error.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, int cause) {
  throw Retryable("impossible d'écrire " + file.string() + " : " + std::strerror(cause) +
                  ". Vérifiez les droits et la place sur le disque.");
}

class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags, unsigned mode = 0)
      : path_(path), fd_(open(path.c_str(), flags | O_CLOEXEC, mode)) {
    if (fd_ < 0) fail(path_, errno);
  }
  ~OpenFile() { close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void write_all(std::string_view text) {
    while (!text.empty()) {
      const auto written = write(fd_, text.data(), text.size());
      if (written < 0 && errno != EINTR) fail(path_, errno);
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() {
    if (fsync(fd_) != 0) fail(path_, errno);
  }

 private:
  fs::path path_;
  int fd_;
};

}  // namespace

void write_durably(const fs::path& file, std::string_view text, unsigned mode) {
  const fs::path beside = file.string() + ".tmp";
  OpenFile out(beside, O_WRONLY | O_CREAT | O_TRUNC, mode);
  out.write_all(text);
  out.sync();
  std::error_code error;
  fs::rename(beside, file, error);
  if (error) fail(file, error.value());
  sync_folder(file.parent_path());
}

void sync_folder(const fs::path& folder) { OpenFile(folder, O_RDONLY | O_DIRECTORY).sync(); }

}  // namespace comptoir
