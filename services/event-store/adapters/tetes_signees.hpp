// Signed heads: where the log ended, told to a place outside the database, so that a tail cut off or a chain computed
// anew is seen. Ed25519, by OpenSSL.
//
// The folder holds `cle.pem` (private, made at the first start, readable by its owner only), `cle.pub.pem`, and
// `tetes.ndjson`: one line per head, {"position", "hash", "signe_le", "signature"}, what is signed being
// "comptoir tete\n<position>\n<hash>\n<signe_le>".
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "libs/base/clock.hpp"
#include "libs/base/ids.hpp"

namespace comptoir::event_store {

struct TeteSignee {
  std::int64_t position = 0;
  std::string hash;      ///< hexadecimal
  std::string signe_le;  ///< RFC 3339
  bool authentique = false;
};

class Notaire {
 public:
  /// Reads the folder's key, or makes folder and key. Throws ConfigError when it cannot.
  explicit Notaire(std::filesystem::path dossier);
  ~Notaire();
  /// Appends one line and waits until it is on the disk. Throws Retryable.
  void signer(std::int64_t position, const Digest& hash, Instant now);

 private:
  struct Cle;
  std::filesystem::path dossier_;
  std::unique_ptr<Cle> cle_;
};

/// Calls `each` for every head of the folder, in order; none when nothing was signed there. A line that cannot be read
/// is a head of position 0 that is not authentic. Throws ConfigError when the public key is missing or unreadable.
void lire_tetes(const std::filesystem::path& dossier, const std::function<void(const TeteSignee&)>& each);

}  // namespace comptoir::event_store
