// Identifiers and digests.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/clock.hpp"

namespace comptoir {

/// Where new identifiers come from; passed in, so that tests can foretell them.
class IdSource {
 public:
  virtual ~IdSource() = default;
  /// A UUIDv7 (RFC 9562) in its 36 character form; ascends within one source.
  virtual std::string next(Instant now) = 0;
};

/// Random bits from the system, a counter within the millisecond. Thread-safe.
class RandomIds final : public IdSource {
 public:
  std::string next(Instant now) override;
};

bool is_uuid(std::string_view);

/// Ids of clients, stores and products are integers from 1 to this.
inline constexpr std::int64_t kMaxId = std::numeric_limits<std::int64_t>::max();

using Digest = std::array<unsigned char, 32>;
Digest sha256(std::string_view bytes);

/// Lower-case hexadecimal digits, two per byte.
std::string hex(const Digest&);
std::string hex(std::string_view bytes);
/// The bytes again; nothing when the text is not that.
std::optional<std::string> from_hex(std::string_view);

/// SHA-256, 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace comptoir
