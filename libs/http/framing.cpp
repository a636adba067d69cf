#include "libs/http/framing.hpp"

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
  if (!response.stream)
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  else if (!framing.http10)
    append_header(out, "Transfer-Encoding", "chunked");
}

Response problem_of(int status) {
  switch (status) {
    case 408: return problem(408, "Requête trop lente", "la requête n'est pas arrivée à temps");
    case 413: return problem(413, "Corps trop grand", "le corps dépasse la taille permise");
    case 431:
      return problem(431, "En-têtes trop grands", "la ligne de requête et les en-têtes dépassent la taille permise");
    case 500: return problem(500, "Erreur interne", "erreur interne");
    case 503: return problem(503, "Service occupé", "le service ne peut répondre à temps ; réessayez plus tard");
    default: return problem(400, "Requête illisible", "ce n'est pas une requête HTTP/1.1 valide");
  }
}

}  // namespace

Request to_request(beast::http::request<beast::http::string_body> message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message)
    request.headers[lower({field.name_string().data(), field.name_string().size()})] = std::string(field.value());
  request.body = std::move(message.body());
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

Response refusal(int status) {
  auto response = problem_of(status);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

int status_of(boost::system::error_code error) {
  if (error == beast::http::error::header_limit) return 431;
  if (error == beast::http::error::body_limit) return 413;
  return 400;
}

}  // namespace comptoir::http
