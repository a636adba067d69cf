// The dead letters that wait for a person, as an operator counts them.
#pragma once
#include <cstdint>

#include "libs/base/clock.hpp"

namespace comptoir::postgres {
class Connection;
}

namespace comptoir::journal {

struct WaitingLetters {
  std::int64_t letters = 0;
  Instant oldest{};  ///< when the oldest was parked; meaningless without letters
};

WaitingLetters waiting_letters(postgres::Connection&);

}  // namespace comptoir::journal
