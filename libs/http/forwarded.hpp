// What proxies say of the client before them, and whom we believe it of.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "libs/http/message.hpp"

namespace comptoir::http {

/// The proxies that the configuration names. Thread-safe once made.
class Trusted {
 public:
  /// Addresses and networks between commas, "192.0.2.7, 10.0.0.0/8, fd00::/8"; throws std::invalid_argument that names the
  /// word which is neither.
  explicit Trusted(std::string_view list = {});
  ~Trusted();
  Trusted(Trusted&&) noexcept;
  Trusted& operator=(Trusted&&) noexcept;

  bool contains(std::string_view address) const;

 private:
  struct Networks;
  std::unique_ptr<const Networks> networks_;
};

/// The client's address: the connection's, unless that is a trusted proxy's. Then the last of X-Forwarded-For that is no
/// trusted proxy's itself: whatever stands before it, anybody may have written.
std::string client_address(const Request& request, const Trusted& trusted);

/// Removes what only a trusted proxy, or an instance of ours, may say: Forwarded, X-Forwarded-*, X-Real-IP, x-comptoir-*.
void drop_forwarding(Request& request);

}  // namespace comptoir::http
