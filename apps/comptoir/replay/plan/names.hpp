// Names as a catalogue shows them.
#pragma once
#include <string>
#include <string_view>

namespace comptoir::replay {

std::string utf8_from_latin1(std::string_view text);

/// Trimmed, UTF-8 (Latin-1 is converted), without control characters, at most `max` bytes, cut between characters.
std::string display_name(std::string_view text, std::size_t max);

}  // namespace comptoir::replay
