#include "services/ventes/api/parametres.hpp"

#include <algorithm>
#include <limits>

#include "libs/base/ids.hpp"

namespace comptoir::ventes {
namespace {

constexpr std::size_t kMaxCommandeId = 100;

bool peut_etre_commande(const std::string& id) {
  return id.size() <= kMaxCommandeId && std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 127; });
}

}  // namespace

std::string commande_du_chemin(const http::Request& request) {
  const auto& id = request.params.at("commande_id");
  if (!peut_etre_commande(id)) throw service::Refusal{service::not_found("Cette commande")};
  return id;
}

std::string commande_du_curseur(const service::Page& page) {
  if (page.after && !peut_etre_commande(*page.after))
    throw service::Refusal{service::invalid({{"curseur", "curseur d'une page précédente attendu"}})};
  return page.after.value_or("");
}

std::optional<std::int64_t> magasin_voulu(const http::Request& r) {
  return service::query_int(r, "magasin_id", 1, kMaxId);
}

std::optional<std::int64_t> client_voulu(const http::Request& r) {
  return service::query_int(r, "client_id", 1, kMaxId);
}

std::optional<Instant> Periode::fin() const {
  return au ? std::optional<Instant>(*au + std::chrono::days{1}) : std::nullopt;
}

Periode periode(const http::Request& request) {
  Periode p{service::query_day(request, "du"), service::query_day(request, "au")};
  if (p.du && p.au && *p.au < *p.du)
    throw service::Refusal{service::invalid({{"au", "jour égal ou postérieur à `du` attendu"}})};
  return p;
}

}  // namespace comptoir::ventes
