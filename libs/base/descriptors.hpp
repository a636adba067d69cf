// How many descriptors (files, sockets, pipes) this process may have open at once.
#pragma once
#include <cstddef>

namespace comptoir {

/// The limit in force. No limit at all is told as the largest number.
std::size_t descriptor_limit();

/// Raises it to the most that the system allows us, for this process and its children; a failure leaves it as it was.
void raise_descriptor_limit();

}  // namespace comptoir
