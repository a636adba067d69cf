#include "apps/comptoir/demo/sample.hpp"

#include "libs/base/error.hpp"

namespace comptoir::demo {
namespace fs = std::filesystem;
namespace {

constexpr const char* kSample = "online-retail-sample.csv.xz";
constexpr int kMaxUp = 4;  // build/<preset>/comptoir is two below the repository

}  // namespace

fs::path find_sample() {
  if (const auto here = fs::path("data") / kSample; fs::exists(here)) return here;
  auto folder = fs::read_symlink("/proc/self/exe").parent_path();
  for (int i = 0; i < kMaxUp; ++i, folder = folder.parent_path())
    if (const auto found = folder / "data" / kSample; fs::exists(found)) return found;
  throw Permanent(std::string(kSample) +
                  " n'est ni dans ./data ni dans un dossier data au-dessus du programme. "
                  "Lancez la démonstration depuis le dépôt, ou donnez le fichier avec --fichier.");
}

}  // namespace comptoir::demo
