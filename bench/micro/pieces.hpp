// The hot pieces of an order's way, without sockets and stores: what the program itself spends on it.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace comptoir::bench {

struct Piece {
  std::string name;
  std::function<void()> once;
};

std::vector<Piece> pieces();

}  // namespace comptoir::bench
