// Small files read whole, and logs. To write one: libs/base/durable.hpp.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace comptoir::infra {

/// The whole file; nothing when it cannot be read.
std::optional<std::string> read_text(const std::filesystem::path& file);

/// The last `lines` lines of what the file holds beyond `from` bytes; empty when it cannot be read.
std::string tail(const std::filesystem::path& file, std::size_t lines, std::uintmax_t from = 0);

/// Opens for appending, close-on-exec: LogRotation may cut the file at any time. Throws Retryable.
int open_log(const std::filesystem::path& log);

}  // namespace comptoir::infra
