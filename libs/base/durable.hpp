// Small files that are there, and whole, when the power comes back.
#pragma once
#include <filesystem>
#include <string_view>

namespace comptoir {

/// Writes beside, waits until that is on the disk, then renames: a reader, and whoever starts after a power cut, sees the old text
/// or the new one. A rename alone is not enough: its name can reach the disk before its bytes. Throws Retryable.
void write_durably(const std::filesystem::path& file, std::string_view text, unsigned mode = 0644);

/// What was made, renamed or removed in `folder` is so on the disk when this returns. Throws Retryable.
void sync_folder(const std::filesystem::path& folder);

}  // namespace comptoir
