// Which characters a text may have, so that PostgreSQL, JSON readers and terminals can all hold it.
#pragma once
#include <string_view>

namespace comptoir::json {

/// False when the UTF-8 text has a control character (C0, DEL, C1): no name and no id needs one, and a terminal obeys them.
bool is_plain_text(std::string_view);

/// The same, but line ends and tabs may stand in it.
bool is_free_text(std::string_view);

}  // namespace comptoir::json
