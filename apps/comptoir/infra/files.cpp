#include "apps/comptoir/infra/files.hpp"

#include <fcntl.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "libs/base/error.hpp"

namespace comptoir::infra {

std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string tail(const std::filesystem::path& file, std::size_t lines, std::uintmax_t from) {
  std::ifstream in(file);
  in.seekg(static_cast<std::streamoff>(from));
  std::deque<std::string> kept;
  for (std::string line; std::getline(in, line);) {
    kept.push_back(line);
    if (kept.size() > lines) kept.pop_front();
  }
  std::string text;
  for (const auto& line : kept) text += line + '\n';
  return text;
}

int open_log(const std::filesystem::path& log) {
  const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (fd < 0) throw Retryable("impossible d'ouvrir " + log.string() + " : " + std::strerror(errno));
  return fd;
}

}  // namespace comptoir::infra
