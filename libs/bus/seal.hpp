// By which a consumer knows an entry of a stream for its producer's: a MAC over its place and its bytes, under a key that
// services share and Redis never sees. See docs/adr/0021-sealed-entries.md.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace comptoir::bus {

/// Immutable: any thread may use it.
class Seal {
 public:
  /// Without a key nothing is sealed and nothing fits: events are read from their journals.
  Seal() = default;
  /// `key`: any text; empty is no key.
  explicit Seal(std::string_view key);

  bool has_key() const { return !inner_.empty(); }
  /// 64 hexadecimal digits: HMAC-SHA256 of the stream (with its partition), the seq and the envelope. "" without a key.
  std::string of(std::string_view stream, std::int64_t seq, std::string_view envelope) const;
  /// In a time that says nothing of how much of it is right.
  bool fits(std::string_view seal, std::string_view stream, std::int64_t seq, std::string_view envelope) const;

 private:
  std::string inner_, outer_;  ///< a block each: the key, masked as RFC 2104 has it
};

/// The field of an entry that has it, beside "evenement".
inline constexpr const char* kSealField = "sceau";

}  // namespace comptoir::bus
