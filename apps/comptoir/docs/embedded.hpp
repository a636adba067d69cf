// What embed.py made of contracts/.
#pragma once
#include <span>
#include <string_view>

namespace comptoir::docs {

struct File {
  std::string_view name;  ///< "produits.openapi.yaml", "VenteConfirmee.v1.json"
  std::string_view content_type;
  std::string_view text;
};

std::span<const File> files();
/// The page of GET /docs: HTML without external parts.
std::string_view page();

}  // namespace comptoir::docs
