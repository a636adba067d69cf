// Text from outside is UTF-8 or it is refused.
#pragma once
#include <string_view>

namespace comptoir {

/// Well-formed UTF-8 as RFC 3629 has it: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view);

}  // namespace comptoir
