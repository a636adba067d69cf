#include "services/event-store/api/flux_requete.hpp"

#include "libs/service/api.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::chrono::seconds kPatience{5};  // before a reader that found no place comes back

std::vector<std::string> valeurs(const http::Request& request, const std::string& nom) {
  std::vector<std::string> out;
  auto reste = service::query_text(request, nom).value_or("");
  while (!reste.empty()) {
    const auto virgule = std::min(reste.find(','), reste.size());
    if (virgule > 0) out.push_back(reste.substr(0, virgule));
    reste.erase(0, virgule + 1);
  }
  if (out.size() > kValeursFiltre)
    throw service::Refusal{service::invalid({{nom, "au plus " + std::to_string(kValeursFiltre) + " valeurs"}})};
  return out;
}

}  // namespace

Filtre filtre_de(const http::Request& request) {
  return {valeurs(request, "event_type"), valeurs(request, "source"), valeurs(request, "aggregate_id"),
          valeurs(request, "correlation_id")};
}

std::optional<std::int64_t> apres_de(const http::Request& request) {
  return service::query_int(request, "apres", 0, INT64_MAX);
}

void exiger_place(Places::Refus refus) {
  if (refus == Places::Refus::complet)
    throw service::Refusal{
        http::try_later(503, "Service indisponible", "Trop de lecteurs ; réessayez plus tard.", kPatience)};
  if (refus == Places::Refus::adresse)
    throw service::Refusal{
        http::try_later(429, "Trop de lecteurs", "Trop de lecteurs de cette adresse ; fermez-en.", kPatience)};
}

}  // namespace comptoir::event_store
