// The body of an answer, made piece by piece while it is sent: for what is too long, or has no end.
#pragma once
#include <functional>
#include <string>

namespace comptoir::http {

struct Piece {
  /// end: the body is complete with these bytes. cut: it is not, and the client can tell (chunks without their end).
  enum class Then { more, end, cut };

  std::string bytes{};  ///< what one connection may keep in memory: some ten thousand bytes; may be empty
  Then then = Then::more;
};

/// Gives one piece: once, from any thread; further calls, and calls that come too late, do nothing.
using Give = std::function<void(Piece)>;

/// Whoever makes the pieces. He is asked for one when the one before it has left, so a slow reader slows him down and
/// nothing piles up. Destroyed as soon as the body has ended, the client has left or the server stops: that is how he
/// learns of it.
class Source {
 public:
  virtual ~Source() = default;
  /// Called on a server thread, must not block: `give` may be called at once, or later from elsewhere.
  virtual void next(Give give) = 0;
};

}  // namespace comptoir::http
