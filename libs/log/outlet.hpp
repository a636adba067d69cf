// Standard output, for lines that nobody may have to wait for. Thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace comptoir::log {

inline constexpr std::size_t kWaitingBytes =
    1024 * 1024;  // of lines that the reader of a pipe or a terminal has not taken

/// To a file: written when it returns. To anything else, which may be full for as long as its reader likes: by a thread of its own,
/// from a bounded queue; a line that finds it full is lost and counted.
void print(std::string_view line);

/// Lines lost since the last call, once there is room to say so; else 0.
std::uint64_t take_lost();

}  // namespace comptoir::log
