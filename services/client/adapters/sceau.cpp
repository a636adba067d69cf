#include "services/client/adapters/sceau.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

#include "libs/base/error.hpp"

namespace comptoir::client {
namespace {

constexpr std::size_t kCle = 32, kNonce = 12, kTag = 16;  // bytes

unsigned char* bytes(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

std::string random_bytes(std::size_t n) {
  std::string out(n, '\0');
  if (RAND_bytes(bytes(out), static_cast<int>(n)) != 1) throw Retryable("the system gave no random bytes");
  return out;
}

std::string to_base64(std::string_view raw) {
  std::string out((raw.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(bytes(out), bytes(raw), static_cast<int>(raw.size()))));
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out(text.size() / 4 * 3, '\0');
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  if (EVP_DecodeBlock(bytes(out), bytes(text), static_cast<int>(text.size())) < 0) return std::nullopt;
  out.resize(out.size() - (text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0));
  if (to_base64(out) != text)
    return std::nullopt;  // bits that the last digit has to spare are not to be changed either
  return out;
}

/// One message through AES-256-GCM, in the direction of `kEncrypt`.
template <bool kEncrypt>
class Gcm {
 public:
  Gcm(const Cle& cle, std::string_view nonce, std::string_view sujet)
      : context_(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free) {
    require(cle.octets.size() == kCle && nonce.size() == kNonce);
    require(EVP_CipherInit_ex(context(), EVP_aes_256_gcm(), nullptr, bytes(std::string_view(cle.octets)), bytes(nonce),
                              kEncrypt) == 1);
    int n = 0;
    require(EVP_CipherUpdate(context(), nullptr, &n, bytes(sujet), static_cast<int>(sujet.size())) == 1);
  }
  std::string update(std::string_view text) {
    std::string out(text.size(), '\0');
    int n = 0;
    require(EVP_CipherUpdate(context(), bytes(out), &n, bytes(text), static_cast<int>(text.size())) == 1);
    return out;
  }
  /// True unless what was decrypted is not what was encrypted.
  bool finish() {
    unsigned char none[kTag];
    int n = 0;
    return EVP_CipherFinal_ex(context(), none, &n) == 1;
  }
  std::string tag() {
    std::string out(kTag, '\0');
    require(EVP_CIPHER_CTX_ctrl(context(), EVP_CTRL_GCM_GET_TAG, kTag, out.data()) == 1);
    return out;
  }
  void expect(std::string tag) { require(EVP_CIPHER_CTX_ctrl(context(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1); }

 private:
  EVP_CIPHER_CTX* context() { return context_.get(); }
  static void require(bool done) {
    if (!done) throw Permanent("AES-256-GCM refused its key or its text");
  }

  std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context_;
};

}  // namespace

Cle nouvelle_cle() { return {random_bytes(kCle)}; }

std::string sujet(std::int64_t client_id) { return "cli-" + std::to_string(client_id); }

std::string sceller(const Cle& cle, std::string_view sujet, std::string_view clair) {
  const auto nonce = random_bytes(kNonce);
  Gcm<true> gcm(cle, nonce, sujet);
  const auto chiffre = gcm.update(clair);
  gcm.finish();
  return to_base64(nonce + chiffre + gcm.tag());
}

std::optional<std::string> ouvrir(const Cle& cle, std::string_view sujet, std::string_view scelle) {
  const auto raw = from_base64(scelle);
  if (!raw || raw->size() < kNonce + kTag) return std::nullopt;
  const std::string_view all(*raw);
  Gcm<false> gcm(cle, all.substr(0, kNonce), sujet);
  auto clair = gcm.update(all.substr(kNonce, all.size() - kNonce - kTag));
  gcm.expect(std::string(all.substr(all.size() - kTag)));
  return gcm.finish() ? std::optional(std::move(clair)) : std::nullopt;
}

}  // namespace comptoir::client
