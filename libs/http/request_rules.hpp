// What RFC 9110 and 9112 ask of a request's head, checked on its bytes before anything behind them is believed.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace comptoir::http {

/// Why a request is not read; 0 and empty when it may be. Whoever refuses closes the connection: where the next request
/// begins is not known any more, or not worth believing.
struct HeadRefusal {
  int status = 0;
  std::string_view why{};

  explicit operator bool() const { return status != 0; }
};

/// Looks for the empty line that ends a head, on from what it has seen. One per head.
class HeadEnd {
 public:
  /// `text`: all that has come of the head so far. The size of the head once it is whole, else 0.
  std::size_t find(std::string_view text);
  /// A line ended without its CR: the rest need not be waited for.
  bool broken() const { return broken_; }

 private:
  std::size_t seen_ = 0;
  bool broken_ = false;
};

/// `head`: a whole one, its empty line included. Allocates nothing.
HeadRefusal check_head(std::string_view head);

/// "host[:port]" without user information; the host a name, an IPv4 address or an IPv6 one in brackets.
struct Authority {
  std::string_view host{};  ///< without brackets
  std::string_view port{};
  bool valid = false;

  static Authority parse(std::string_view text);
};

/// The authority of a target in absolute form, which counts instead of Host; empty for the other forms.
std::string_view authority_of(std::string_view target);

/// A body of this type may be read: JSON in UTF-8, not compressed.
bool is_json(std::string_view content_type);

}  // namespace comptoir::http
