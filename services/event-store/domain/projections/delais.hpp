// By when each step of an order is due. Past that the order is late, and somebody should look.
#pragma once
#include <algorithm>
#include <chrono>
#include <string_view>

namespace comptoir::event_store::projections {

/// Steps that undo another: nobody waits at the counter for them.
inline constexpr std::string_view kCompensations[] = {"StockLibere", "PaiementRembourse"};

struct Delais {
  std::chrono::milliseconds etape{30'000};

  static constexpr int kPatience = 2;  ///< how many times longer a compensation may take

  /// For the event that is waited for, from the one after which it is.
  std::chrono::milliseconds de(std::string_view attendue) const {
    const bool defait = std::ranges::find(kCompensations, attendue) != std::end(kCompensations);
    return defait ? etape * kPatience : etape;
  }
};

}  // namespace comptoir::event_store::projections
