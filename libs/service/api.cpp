#include "libs/service/api.hpp"

#include <algorithm>
#include <charconv>

#include "libs/json/text.hpp"
#include "libs/service/query_reads.hpp"

namespace comptoir::service {
namespace {

std::optional<std::int64_t> to_int(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

[[noreturn]] void refuse(const std::string& name, std::string reason) {
  throw Refusal{invalid({{name, std::move(reason)}})};
}

std::vector<http::FieldError> for_http(const std::vector<json::FieldError>& erreurs) {
  std::vector<http::FieldError> out;
  for (const auto& e : erreurs) out.push_back({e.champ, e.raison});
  return out;
}

}  // namespace

std::int64_t path_id(const http::Request& request, const std::string& name) {
  const auto& text = request.params.at(name);
  const auto id = to_int(text);
  if (!id || *id < 1 || text.front() == '0') throw Refusal{not_found(name + " " + text)};
  return *id;
}

std::optional<std::string> query_text(const http::Request& request, const std::string& name) {
  QueryReads::note(name);
  const auto found = request.query.find(name);
  if (found == request.query.end()) return std::nullopt;
  if (!json::is_plain_text(found->second)) refuse(name, "texte sans caractère de contrôle attendu");
  return found->second;
}

std::optional<std::int64_t> query_int(const http::Request& request, const std::string& name, std::int64_t min,
                                      std::int64_t max) {
  const auto text = query_text(request, name);
  if (!text) return std::nullopt;
  const auto value = to_int(*text);
  if (!value || *value < min || *value > max)
    refuse(name, "entier de " + std::to_string(min) + " à " + std::to_string(max) + " attendu");
  return value;
}

std::optional<Instant> query_day(const http::Request& request, const std::string& name) {
  const auto text = query_text(request, name);
  if (!text) return std::nullopt;
  const auto day = parse_day(*text);
  if (!day) refuse(name, "jour AAAA-MM-JJ attendu");
  return day;
}

std::optional<Instant> query_instant(const http::Request& request, const std::string& name) {
  const auto text = query_text(request, name);
  if (!text) return std::nullopt;
  const auto at = parse_rfc3339(*text);
  if (!at) refuse(name, "date RFC 3339 en UTC attendue");
  return at;
}

std::optional<bool> query_bool(const http::Request& request, const std::string& name) {
  const auto text = query_text(request, name);
  if (!text) return std::nullopt;
  if (*text != "true" && *text != "false") refuse(name, "true ou false attendu");
  return *text == "true";
}

std::optional<std::string> query_word(const http::Request& request, const std::string& name,
                                      std::span<const std::string_view> words) {
  auto word = query_text(request, name);
  if (!word || std::ranges::find(words, *word) != words.end()) return word;
  std::string expected;
  for (const auto w : words) expected += (expected.empty() ? "" : ", ") + std::string(w);
  refuse(name, "un de " + expected + " attendu");
}

Page page_of(const http::Request& request) {
  Page page;
  page.limit = query_int(request, "limite", 1, kMaxPage).value_or(kDefaultPage);
  page.after = query_text(request, "curseur");
  if (page.after && page.after->empty()) refuse("curseur", "curseur d'une page précédente attendu, ou rien");
  return page;
}

// Without an order of its own the window takes the rows as they come, and they leave in that order.
std::string within_page(const std::string& select, const std::string& bytes) {
  return "SELECT * FROM (SELECT p.*, sum(" + bytes + ") OVER (ROWS UNBOUNDED PRECEDING) - (" + bytes +
         ") AS octets_avant FROM (" + select + ") AS p) AS q WHERE octets_avant < " + std::to_string(kPageBytes);
}

std::int64_t Page::after_int() const {
  if (!after) return 0;
  const auto value = to_int(*after);
  if (!value || *value < 0) refuse("curseur", "curseur d'une page précédente attendu");
  return *value;
}

http::Response json_response(int status, std::string body) { return {status, std::move(body), "application/json", {}}; }

http::Response not_found(std::string_view what) {
  return http::problem(404, "Introuvable", std::string(what) + " n'existe pas.");
}

http::Response conflict(std::string_view detail, std::vector<json::FieldError> erreurs) {
  return http::problem(409, "Conflit", detail, for_http(erreurs));
}

http::Response invalid(std::vector<json::FieldError> erreurs) {
  // A body that is no JSON at all is a bad request; a field with a wrong value cannot be processed.
  const bool broken = erreurs.size() == 1 && erreurs[0].champ.empty() && erreurs[0].raison.starts_with("JSON invalide");
  const std::string detail = erreurs.empty()            ? ""
                             : erreurs[0].champ.empty() ? erreurs[0].raison
                                                        : erreurs[0].champ + ": " + erreurs[0].raison;
  return http::problem(broken ? 400 : 422, broken ? "Requête illisible" : "Requête invalide", detail,
                       for_http(erreurs));
}

http::Response unavailable(std::string_view detail) { return http::try_later(503, "Service indisponible", detail); }

}  // namespace comptoir::service
