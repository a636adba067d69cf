#include "apps/comptoir/bench/drive/requests.hpp"

#include "libs/json/writer.hpp"

namespace comptoir::bench {

std::string raw_request(const std::string& host, const std::string& line, const std::string& headers,
                        const std::string& body) {
  return line + " HTTP/1.1\r\nHost: " + host +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
         "\r\n" + body;
}

Requests::Requests(const http::Url& url, const replay::Ids& ids, std::string run)
    : host_(url.host + ':' + std::to_string(url.port)), ids_(ids), run_(std::move(run)) {}

std::string Requests::cart(const replay::Order& order) const {
  const auto path = "/api/panier/" + std::to_string(ids_.clients[order.client]) + '/' +
                    std::to_string(ids_.stores[order.store]) + "/lignes";
  return raw_request(host_, "PUT " + path, "", replay::cart_body(order, ids_));
}

std::string Requests::checkout(const replay::Order& order) const {
  json::Writer w;
  w.open().field("client_id", ids_.clients[order.client]).field("magasin_id", ids_.stores[order.store]).close();
  return raw_request(host_, "POST /api/checkout", "Idempotency-Key: " + run_ + '-' + order.invoice + "\r\n", w.text());
}

std::string Requests::verdicts() const {
  return "GET /events/flux?event_type=VenteConfirmee,StockIndisponible,PaiementRefuse,VenteRejetee HTTP/1.1\r\nHost: " +
         host_ + "\r\n\r\n";
}

}  // namespace comptoir::bench
