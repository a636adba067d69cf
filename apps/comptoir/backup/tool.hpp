// A program of others' that does its part of a backup: pg_basebackup, tar, pg_verifybackup.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace comptoir::backup {

/// Runs it to its end, calling `meanwhile` a few times a second. Throws Retryable with the last lines of what it said
/// when it fails. `log` is where it says it.
void run_tool(const std::string& name, std::vector<std::string> argv, const std::filesystem::path& log,
              const std::function<void()>& meanwhile);

/// A program that came with our PostgreSQL. Throws Permanent with the cure when it is missing.
std::filesystem::path postgres_tool(const std::string& name);

/// Of all files below; files that come and go meanwhile are not counted.
std::int64_t bytes_below(const std::filesystem::path& folder);

}  // namespace comptoir::backup
