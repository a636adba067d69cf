#include "bench/micro/pieces.hpp"

#include <boost/beast/http.hpp>
#include <stdexcept>

#include "libs/bus/envelope.hpp"
#include "libs/http/framing.hpp"
#include "libs/http/request_rules.hpp"
#include "libs/http/router.hpp"
#include "libs/service/delivery.hpp"
#include "services/stock/app/appliquer.hpp"

namespace comptoir::bench {
namespace {

using namespace std::chrono_literals;

constexpr int kOrders = 64, kLines = 3, kProducts = 50;  // of a batch
constexpr std::size_t kMaxAnswer = 4096;

const std::string kData =
    R"({"commande_id":"cmd-01890a5d-ac96-774b-bcce-b302099a8057","client_id":7,"magasin_id":3,"total":37.50,"lignes":[)"
    R"({"produit_id":11,"quantite":2,"prix_unitaire":5.00,"sous_total":10.00},)"
    R"({"produit_id":12,"quantite":1,"prix_unitaire":7.50,"sous_total":7.50},)"
    R"({"produit_id":13,"quantite":4,"prix_unitaire":5.00,"sous_total":20.00}]})";

const std::string kRequest =
    "POST /api/checkout?attendre_ms=500 HTTP/1.1\r\nHost: 127.0.0.1:8090\r\nContent-Type: application/json\r\n"
    "Idempotency-Key: 01890a5d-ac96-774b-bcce-b302099a8057\r\nContent-Length: 31\r\n\r\n"
    R"({"client_id":7,"magasin_id":30})";

bus::Envelope envelope() {
  bus::Envelope e;
  e.event_id = "01890a5d-ac96-774b-bcce-b302099a8057";
  e.event_type = "CommandeCreee";
  e.aggregate_id = "cmd-01890a5d-ac96-774b-bcce-b302099a8057";
  e.timestamp = Instant{1'700'000'000'000'000us};
  e.source = "panier-service";
  e.correlation_id = e.aggregate_id;
  e.cle = "client:7";
  return e;
}

void must(bool fine) {
  if (!fine) throw std::logic_error("a piece does not do its work");
}

Piece encoding() {
  return {"envelope_encode", [e = envelope()] { must(!bus::encode(e, kData).empty()); }};
}

Piece decoding() {
  return {"envelope_decode", [text = bus::encode(envelope(), kData)] {
            must(service::parse(text).envelope.data.as_object().size() == 5);
          }};
}

Piece routing() {
  http::Router router;
  for (const auto* pattern : {"/api/produits",
                              "/api/produits/{id}",
                              "/api/produits/{id}/prix",
                              "/api/magasins",
                              "/api/magasins/{id}",
                              "/api/magasins/{id}/fermeture",
                              "/api/clients",
                              "/api/clients/{id}",
                              "/api/clients/{id}/solde",
                              "/api/stock/{magasin}/{produit}",
                              "/api/panier/{client}/{magasin}",
                              "/api/panier/{client}/{magasin}/lignes",
                              "/api/checkout",
                              "/api/commandes/{id}",
                              "/api/ventes",
                              "/api/ventes/commandes/{id}",
                              "/events",
                              "/events/flux",
                              "/events/{id}",
                              "/events/projections/{id}",
                              "/metrics",
                              "/sante",
                              "/pret"})
    router.add("GET", pattern, [](http::Request, http::Responder respond) { respond({}); });
  return {"route", [router] {
            bool found = false;
            http::Request r{.method = "GET", .path = "/api/panier/7/3/lignes"};
            router.dispatch(std::move(r), [&](const http::Response& a) { found = a.status == 200; });
            must(found);
          }};
}

Piece reading() {
  return {"http_request", [] {
            namespace beast = boost::beast;
            beast::http::request_parser<beast::http::string_body> parser;
            boost::system::error_code error;
            parser.eager(true);
            must(!http::check_head(std::string_view(kRequest).substr(0, http::HeadEnd().find(kRequest))));
            parser.put(boost::asio::buffer(kRequest), error);
            auto request = http::to_request(parser.release());
            must(!error && http::parse_target(request) && request.body.size() == 31);
          }};
}

Piece answering() {
  return {"http_response", [] {
            std::string out;
            out.reserve(kMaxAnswer);
            http::serialize(out, {202, R"({"commande_id":"cmd-1","statut":"en_attente_stock"})"}, {.keep = true});
            must(out.ends_with('}'));
          }};
}

// Decides on a batch of orders as stock-service does between its reads and its writes.
Piece reserving() {
  std::vector<stock::Message> orders;
  for (int o = 0; o < kOrders; ++o) {
    stock::CommandeCreee order{{"cmd-" + std::to_string(o), o, 1, 300}, {}};
    for (int l = 0; l < kLines; ++l) order.lignes.push_back({(o * 7 + l * 3) % kProducts, 1, 100, 100});
    orders.emplace_back(std::move(order));
  }
  stock::Lot fresh;
  fresh.charger_magasin(1);
  for (std::int64_t p = 0; p < kProducts; ++p) {
    fresh.charger_produit(p);
    fresh.charger({1, p}, {1000, 0, 1000, 0, 0});
  }
  return {"stock_batch", [orders, fresh] {
            const stock::Contexte context{Instant{1'700'000'000'000'000us}, 60'000ms};
            auto lot = fresh;
            for (const auto& order : orders) must(stock::appliquer(order, lot, context).faits.size() == 1);
          }};
}

}  // namespace

std::vector<Piece> pieces() { return {encoding(), decoding(), routing(), reading(), answering(), reserving()}; }

}  // namespace comptoir::bench
