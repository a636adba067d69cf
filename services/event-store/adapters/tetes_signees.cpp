#include "services/event-store/adapters/tetes_signees.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "libs/base/durable.hpp"
#include "libs/base/error.hpp"
#include "libs/json/fields.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::event_store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSignature = 64;  // bytes, of Ed25519

template <auto Free>
struct Liberer {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Pkey = std::unique_ptr<EVP_PKEY, Liberer<EVP_PKEY_free>>;
using Contexte = std::unique_ptr<EVP_MD_CTX, Liberer<EVP_MD_CTX_free>>;
using Fichier = std::unique_ptr<FILE, Liberer<fclose>>;
using Memoire = std::unique_ptr<BIO, Liberer<BIO_free>>;

fs::path cle_privee(const fs::path& dossier) { return dossier / "cle.pem"; }
fs::path cle_publique(const fs::path& dossier) { return dossier / "cle.pub.pem"; }
fs::path registre(const fs::path& dossier) { return dossier / "tetes.ndjson"; }

[[noreturn]] void refuser(const fs::path& path, const std::string& why) {
  throw ConfigError(path.string() + " : " + why + ". Rendez-le lisible, ou donnez un autre event_store.dossier_audit.");
}

Pkey lire_cle(const fs::path& path, bool privee) {
  const Fichier file(fopen(path.c_str(), "re"));
  if (!file) refuser(path, "ne s'ouvre pas");
  Pkey key(privee ? PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr)
                  : PEM_read_PUBKEY(file.get(), nullptr, nullptr, nullptr));
  if (!key) refuser(path, "n'est pas une clé");
  return key;
}

template <class Ecrire>
std::string pem(Ecrire ecrire) {
  const Memoire memoire(BIO_new(BIO_s_mem()));
  if (ecrire(memoire.get()) != 1) throw Retryable("OpenSSL wrote no key");
  const char* debut = nullptr;
  const auto taille = BIO_get_mem_data(memoire.get(), &debut);
  return {debut, static_cast<std::size_t>(taille)};
}

// The public key first: a cut between the two leaves no private key, and both are made again.
Pkey faire_cle(const fs::path& dossier) {
  fs::create_directories(dossier);
  Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!key) throw Retryable("OpenSSL made no Ed25519 key");
  write_durably(cle_publique(dossier), pem([&](BIO* b) { return PEM_write_bio_PUBKEY(b, key.get()); }));
  write_durably(
      cle_privee(dossier),
      pem([&](BIO* b) { return PEM_write_bio_PrivateKey(b, key.get(), nullptr, nullptr, 0, nullptr, nullptr); }), 0600);
  return key;
}

/// The last line is half there when the power or the disk's room ended in the middle of it: it was told to nobody.
void oter_ligne_inachevee(const fs::path& path) {
  std::ifstream lignes(path, std::ios::binary | std::ios::ate);
  if (!lignes) return;
  const auto taille = static_cast<std::int64_t>(lignes.tellg());
  auto fin = taille;
  while (fin > 0 && lignes.seekg(fin - 1).get() != '\n') --fin;
  if (fin != taille) fs::resize_file(path, static_cast<std::uintmax_t>(fin));
}

std::string texte_signe(const TeteSignee& t) {
  return "comptoir tete\n" + std::to_string(t.position) + '\n' + t.hash + '\n' + t.signe_le;
}

const unsigned char* octets_de(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string signature_de(EVP_PKEY* key, const std::string& text) {
  const Contexte context(EVP_MD_CTX_new());
  std::string signature(kSignature, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, octets_de(text),
                     text.size()) != 1)
    throw Retryable("OpenSSL did not sign");
  return signature;
}

bool signature_tient(EVP_PKEY* key, const std::string& text, const std::string& signature) {
  const Contexte context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), octets_de(signature), signature.size(), octets_de(text), text.size()) == 1;
}

TeteSignee lire_ligne(const std::string& ligne, EVP_PKEY* key) {
  try {
    std::string signature;
    auto t = json::read_object(ligne, [&](json::Fields& f) {
      TeteSignee out{f.integer("position", 1, INT64_MAX), f.text("hash", 64, 64), f.text("signe_le", 20, 40)};
      signature = f.text("signature", 2 * kSignature, 2 * kSignature);
      return out;
    });
    t.authentique = signature_tient(key, texte_signe(t), from_hex(signature).value_or(""));
    return t;
  } catch (const json::Invalid&) {
    return {};
  }
}

}  // namespace

struct Notaire::Cle {
  EVP_PKEY* key;
  ~Cle() { EVP_PKEY_free(key); }
};

Notaire::Notaire(fs::path dossier) : dossier_(std::move(dossier)) {
  auto key = fs::exists(cle_privee(dossier_)) ? lire_cle(cle_privee(dossier_), true) : faire_cle(dossier_);
  cle_.reset(new Cle{key.release()});
  oter_ligne_inachevee(registre(dossier_));
}

Notaire::~Notaire() = default;

void Notaire::signer(std::int64_t position, const Digest& hash, Instant now) {
  const TeteSignee t{position, hex(hash), format_rfc3339(now)};
  json::Writer w;
  w.open().field("position", t.position).field("hash", t.hash).field("signe_le", t.signe_le);
  w.field("signature", hex(signature_de(cle_->key, texte_signe(t)))).close();
  const std::string ligne = std::move(w).text() + '\n';
  const int fd = open(registre(dossier_).c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  const auto before = lseek(fd, 0, SEEK_END);
  const bool written =
      fd >= 0 && write(fd, ligne.data(), ligne.size()) == static_cast<ssize_t>(ligne.size()) && fdatasync(fd) == 0;
  const bool clean = written || fd < 0 || ftruncate(fd, before) == 0;  // half a line would be taken for a forged one
  if (fd >= 0) close(fd);
  if (!written)
    throw Retryable(registre(dossier_).string() + " ne s'écrit pas" + (clean ? "" : ", et finit par une demi-ligne"));
}

void lire_tetes(const fs::path& dossier, const std::function<void(const TeteSignee&)>& each) {
  std::ifstream lignes(registre(dossier));
  if (!lignes) return;
  const auto key = lire_cle(cle_publique(dossier), false);
  for (std::string ligne; std::getline(lignes, ligne);) each(lire_ligne(ligne, key.get()));
}

}  // namespace comptoir::event_store
