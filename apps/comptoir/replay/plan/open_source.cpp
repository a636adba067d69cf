#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "apps/comptoir/replay/plan/source.hpp"

namespace comptoir::replay {
namespace {

namespace io = boost::iostreams;

constexpr std::size_t kMagic = 6;  // bytes that tell a format
constexpr std::string_view kGzip = "\x1f\x8b";
constexpr std::string_view kXz =
    "\xfd"
    "7zXZ";

struct Foreign {
  std::string_view magic;
  const char* cure;
};
constexpr Foreign kForeign[] = {
    {"PK\x03\x04",
     "c'est un classeur Excel ou une archive zip : enregistrez-le en CSV, ou décompressez-le avec `unzip`"},
    {"\xd0\xcf\x11\xe0", "c'est un classeur Excel : enregistrez-le en CSV"},
    {"\x28\xb5\x2f\xfd", "données zstd : donnez `zstd -dc FICHIER | comptoir replay online-retail -`"},
    {"BZh", "données bzip2 : donnez `bzip2 -dc FICHIER | comptoir replay online-retail -`"},
    {"\xff\xfe", "texte en UTF-16 : convertissez-le avec `iconv -f UTF-16 -t UTF-8`"},
    {"\xfe\xff", "texte en UTF-16 : convertissez-le avec `iconv -f UTF-16 -t UTF-8`"},
};

/// The file with its first bytes, which were read to tell its format, before the rest: a pipe is read once.
struct WithBeginning {
  using char_type = char;
  using category = io::source_tag;

  std::streamsize read(char* to, std::streamsize size) {
    if (!beginning.empty()) {
      const auto taken = std::min(size, std::ssize(beginning));
      std::memcpy(to, beginning.data(), static_cast<std::size_t>(taken));
      beginning.erase(0, static_cast<std::size_t>(taken));
      return taken;
    }
    file->read(to, size);
    if (file->bad()) throw InputError(std::string("lecture impossible : ") + std::strerror(errno));
    return file->gcount() > 0 ? file->gcount() : -1;
  }

  std::shared_ptr<std::ifstream> file;
  std::string beginning;
};

std::shared_ptr<std::ifstream> opened(const std::filesystem::path& path) {
  std::error_code error;
  const auto kind = std::filesystem::status(path, error).type();
  if (kind == std::filesystem::file_type::not_found) throw InputError("pas de fichier ici");
  if (kind == std::filesystem::file_type::directory) throw InputError("c'est un dossier ; nommez un fichier");
  auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
  if (error || !*file)
    throw InputError("lecture refusée (" + std::string(std::strerror(errno)) + ") ; voyez ses droits");
  return file;
}

std::string first_bytes(std::ifstream& file) {
  std::string magic(kMagic, '\0');
  file.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  if (file.bad()) throw InputError(std::string("lecture impossible : ") + std::strerror(errno));
  magic.resize(static_cast<std::size_t>(file.gcount()));
  return magic;
}

}  // namespace

std::unique_ptr<std::istream> open_source(const std::filesystem::path& path) {
  const auto file = opened(path == kStandardInput ? std::filesystem::path("/dev/stdin") : path);
  const auto magic = first_bytes(*file);
  for (const auto& foreign : kForeign)
    if (magic.starts_with(foreign.magic)) throw InputError(foreign.cure);
  auto in = std::make_unique<io::filtering_istream>();
  if (magic.starts_with(kGzip)) in->push(io::gzip_decompressor());
  if (magic.starts_with(kXz)) in->push(io::lzma_decompressor());
  in->push(WithBeginning{file, magic});
  in->exceptions(std::ios::badbit);
  return in;
}

void reading(const std::function<void()>& read) {
  try {
    read();
  } catch (const io::lzma_error& e) {
    throw InputError("données xz abîmées ou coupées (code " + std::to_string(e.error()) + ") ; vérifiez avec `xz -t`");
  } catch (const io::gzip_error&) {
    throw InputError("données gzip abîmées ou coupées ; vérifiez avec `gzip -t`");
  } catch (const io::zlib_error&) {
    throw InputError("données gzip abîmées ou coupées ; vérifiez avec `gzip -t`");
  } catch (const std::ios::failure& e) {
    throw InputError(std::string("lecture impossible : ") + e.what());
  }
}

}  // namespace comptoir::replay
