#include "apps/comptoir/infra/named_user.hpp"

#include <pwd.h>
#include <unistd.h>

#include <string_view>

#include "libs/base/durable.hpp"

// The library's bytes; CMakeLists.txt says where it is.
asm(R"(
.pushsection .rodata
comptoir_named_user_begin:
.incbin ")" COMPTOIR_NAMED_USER R"("
comptoir_named_user_end:
.popsection
)");
extern "C" const char comptoir_named_user_begin[], comptoir_named_user_end[];

namespace comptoir::infra {

std::map<std::string, std::string> name_for(const std::optional<User>& user, const std::filesystem::path& folder) {
  if (user || getpwuid(geteuid())) return {};
  const auto library = folder / "nom.so";
  write_durably(library, {comptoir_named_user_begin, comptoir_named_user_end});
  return {{"LD_PRELOAD", library.native()}};
}

}  // namespace comptoir::infra
