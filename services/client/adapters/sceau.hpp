// A client's personal data under the client's own key, and only so in events: destroy the key, and what journals, streams,
// the event store and their copies hold of it is noise. AES-256-GCM, by OpenSSL.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace comptoir::client {

/// 32 random bytes.
struct Cle {
  std::string octets;
  bool operator==(const Cle&) const = default;
};
/// By client id.
using Cles = std::unordered_map<std::int64_t, Cle>;

inline constexpr std::size_t kMaxScelle = 4096;  ///< bytes of text

/// Throws Retryable when the system gives no random bytes.
Cle nouvelle_cle();

/// "cli-<id>": to whom a seal is bound, so that it opens for nobody else.
std::string sujet(std::int64_t client_id);

/// Base64 of nonce (12 bytes), ciphertext and tag (16 bytes); another one each time. Throws Retryable as nouvelle_cle().
std::string sceller(const Cle&, std::string_view sujet, std::string_view clair);
/// Nothing when the key or the subject is another one, or when a bit of it was changed.
std::optional<std::string> ouvrir(const Cle&, std::string_view sujet, std::string_view scelle);

}  // namespace comptoir::client
