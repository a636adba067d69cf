#include "libs/http/framing.hpp"

#include <algorithm>
#include <charconv>

#include "libs/http/problem.hpp"

namespace comptoir::http {
namespace {

// What came from outside must not start a header of its own.
void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (const char c : value)
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  out += "\r\n";
}

// HTTP/1.0 knows no chunks: there the end of the connection ends the body.
void append_length(std::string& out, const Response& response, Framing framing) {
  if (framing.head && response.head_length) {
    if (!response.head_length->empty()) append_header(out, "Content-Length", *response.head_length);
  } else if (!response.stream)
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  else if (!framing.http10)
    append_header(out, "Transfer-Encoding", "chunked");
}

// What no answer may lack, unless its handler says otherwise: nobody frames it, guesses its type, or keeps it.
constexpr std::string_view kGuards =
    "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view kPolicy =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n";
constexpr std::string_view kNotKept = "Cache-Control: no-store\r\n";

bool has(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [name](const auto& one) { return beast::iequals(one.first, name); });
}

void append_guards(std::string& out, const Response& response) {
  out.append(kGuards);
  if (!has(response, "content-security-policy")) out.append(kPolicy);
  if (!has(response, "cache-control")) out.append(kNotKept);
}

constexpr const char* kJson = "application/json";

struct Words {
  std::string_view title, detail;
};

Words words_of(int status) {
  switch (status) {
    case 403: return {"Origine refusée", "cette origine ne peut rien demander ici"};
    case 408: return {"Requête trop lente", "la requête n'est pas arrivée à temps"};
    case 413: return {"Corps trop grand", "le corps dépasse la taille permise"};
    case 415: return {"Type de corps refusé", "le corps doit être du JSON (application/json)"};
    case 417: return {"Attente refusée", "seul 100-continue peut être attendu"};
    case 421: return {"Hôte inconnu", "ce nom d'hôte n'est pas d'ici"};
    case 431: return {"En-têtes trop grands", "la ligne de requête et les en-têtes dépassent la taille permise"};
    case 500: return {"Erreur interne", "erreur interne"};
    case 501: return {"Non pris en charge", "cette méthode ou ce codage n'existe pas ici"};
    case 503: return {"Service occupé", "le service ne peut répondre à temps ; réessayez plus tard"};
    case 505: return {"Version refusée", "HTTP/1.1 seulement"};
    default: return {"Requête illisible", "ce n'est pas une requête HTTP/1.1 valide"};
  }
}

}  // namespace

Request to_request(beast::http::request<beast::http::string_body> message) {
  auto request = head_of(message);
  request.body = std::move(message.body());
  return request;
}

Request head_of(const beast::http::request_header<>& head) {
  Request request;
  request.method = std::string(head.method_string());
  request.target = std::string(head.target());
  for (const auto& field : head)
    request.headers[lower({field.name_string().data(), field.name_string().size()})] = std::string(field.value());
  return request;
}

void serialize(std::string& out, const Response& response, Framing framing) {
  const bool bodiless = response.status == 204 || response.status == 304;
  const auto reason = beast::http::obsolete_reason(static_cast<beast::http::status>(response.status));
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason.data(), reason.size());
  out.append("\r\nServer: comptoir\r\n");
  if (!bodiless) {
    append_header(out, "Content-Type", response.content_type);
    append_length(out, response, framing);
  }
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  append_guards(out, response);
  if (!framing.keep) out.append("Connection: close\r\n");
  if (framing.keep && framing.http10) out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  if (!bodiless && !framing.head) out.append(response.body);
}

std::string chunk_head(std::size_t bytes) {
  char hex[20];
  const auto end = std::to_chars(hex, hex + sizeof hex, bytes, 16).ptr;
  return bytes == 0 ? std::string() : std::string(hex, end) + "\r\n";
}

std::string_view chunk_tail(std::size_t bytes, bool last) {
  if (!last) return "\r\n";
  return bytes == 0 ? "0\r\n\r\n" : "\r\n0\r\n\r\n";
}

Response refusal(int status, std::string_view why) {
  const auto words = words_of(status);
  auto response = problem(status, words.title, why.empty() ? words.detail : why);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  if (status == 415) response.headers = {{"Accept", kJson}, {"Accept-Post", kJson}};
  return response;
}

int status_of(boost::system::error_code error) {
  if (error == beast::http::error::header_limit) return 431;
  if (error == beast::http::error::body_limit) return 413;
  return 400;
}

}  // namespace comptoir::http
