// The files of logs/, kept within bounds while they are written. One thread.
//
// Our own output moves to a new file: dup2 is atomic, no line is lost. What a child writes it writes to a descriptor that we gave
// it, and it must go on when we die, so no pipe of ours may stand between: its file is copied, then cut. It appends
// (open_log()), so it goes on at the new end; what it writes between the last read and the cut is lost.
#pragma once
#include <cstdint>
#include <filesystem>

namespace comptoir::infra {

class LogRotation {
 public:
  /// Of each *.log: `bytes` before it is put aside, at most `kept` put aside.
  LogRotation(std::filesystem::path folder, std::uintmax_t bytes, std::int64_t kept)
      : folder_(std::move(folder)), bytes_(bytes), kept_(kept) {}

  /// To be called about twice a second: what is written between two calls comes on top of the bound.
  void tend() const;

 private:
  void rotate(const std::filesystem::path& log) const;
  void move_own(const std::filesystem::path& log) const;
  void copy_and_cut(const std::filesystem::path& log) const;

  const std::filesystem::path folder_;
  const std::uintmax_t bytes_;
  const std::int64_t kept_;
};

}  // namespace comptoir::infra
