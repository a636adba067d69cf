#include "libs/http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/http/client.hpp"
#include "libs/http/problem.hpp"

namespace comptoir::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Handler says(std::string text) {
  return [text](Request request, Responder respond) {
    std::string body = text;
    for (const auto& [name, value] : request.params) body += " " + name + "=" + value;
    respond({.status = 200, .body = body});
  };
}

Response ask(const Router& router, std::string method, std::string target) {
  Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  EXPECT_TRUE(parse_target(request));
  Response answer;
  router.dispatch(std::move(request), [&](Response response) { answer = std::move(response); });
  return answer;
}

Router stock() {
  Router router;
  router.add("GET", "/api/stock/{magasin_id}/{produit_id}", says("niveau"));
  router.add("GET", "/api/stock/reservations/{commande_id}", says("reservation"));
  router.add("POST", "/api/stock/{magasin_id}/{produit_id}", says("ajout"));
  router.add("GET", "/events/", says("evenements"));
  return router;
}

TEST(Router, FillsParamsAndPrefersStaticSegments) {
  EXPECT_EQ(ask(stock(), "GET", "/api/stock/3/7").body, "niveau magasin_id=3 produit_id=7");
  EXPECT_EQ(ask(stock(), "GET", "/api/stock/reservations/c1").body, "reservation commande_id=c1");
}

TEST(Router, HasOnePathForAThing) {
  EXPECT_EQ(ask(stock(), "GET", "/events/").body, "evenements");
  EXPECT_EQ(ask(stock(), "GET", "/events/?limite=3").body, "evenements");
  for (const auto* other : {"/events", "//events/", "/events//", "/./events/", "/api/../events/", "/%65vents/",
                            "/api/stock/3/7/", "/api/stock/3/.", "/api/stock/3/..", "/api/stock/3/%2e%2E",
                            "/api/stock/3/.%2e", "/api/stock/3//7", "/api%2Fstock/3/7", ""})
    EXPECT_EQ(ask(stock(), "GET", other).status, 404) << other;
}

TEST(Router, SplitsBeforeItDecodes) {
  EXPECT_EQ(ask(stock(), "GET", "/api/stock/3%2F4/...%25").body, "niveau magasin_id=3/4 produit_id=...%");
}

TEST(Router, AnswersHeadAsGet) { EXPECT_EQ(ask(stock(), "HEAD", "/events/").body, "evenements"); }

TEST(Router, AnswersOptions) {
  const auto answer = ask(stock(), "OPTIONS", "/api/stock/3/7");
  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(answer.headers, ElementsAre(Pair("Allow", "GET, HEAD, OPTIONS, POST")));
  EXPECT_EQ(ask(stock(), "OPTIONS", "*").status, 204);
  EXPECT_EQ(ask(stock(), "OPTIONS", "/rien").status, 404);
}

TEST(OperationPath, IsOneTextForOneThing) {
  Request request;
  request.route = "/api/clients/{client_id}/credits";
  request.params["client_id"] = "7";
  EXPECT_EQ(operation_path(request), "/api/clients/7/credits");
  request.route = "/a/{x}";
  request.params["x"] = "b/c";
  EXPECT_EQ(operation_path(request), "/a/b%2Fc");
}

TEST(Router, Answers404AsProblem) {
  const auto answer = ask(stock(), "GET", "/api/stock//7");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.content_type, "application/problem+json");
}

TEST(Router, Answers405WithAllow) {
  const auto answer = ask(stock(), "DELETE", "/api/stock/3/7");
  EXPECT_EQ(answer.status, 405);
  EXPECT_THAT(answer.headers, ElementsAre(Pair("Allow", "GET, HEAD, OPTIONS, POST")));
}

TEST(Router, MergesAndRefusesTwins) {
  auto router = stock();
  Router other;
  other.add("GET", "/api/clients", says("clients"));
  router.merge(other);
  EXPECT_EQ(ask(router, "GET", "/api/clients").body, "clients");
  EXPECT_EQ(router.routes().size(), 5u);
  EXPECT_THROW(router.add("GET", "/api/stock/{a}/{b}", says("")), std::logic_error);
}

TEST(Target, DecodesPathAndQuery) {
  Request request;
  request.target = "/api/caf%C3%A9?q=a+b%26c&q=dernier&vide&x=1%2B1";
  ASSERT_TRUE(parse_target(request));
  EXPECT_EQ(request.path, "/api/café");
  EXPECT_THAT(request.query, ElementsAre(Pair("q", "dernier"), Pair("vide", ""), Pair("x", "1+1")));
}

TEST(Target, RefusesBrokenEscapesAndNul) {
  for (const auto* target : {"/%", "/%4", "/%zz", "/a?b=%00", "/%+1"}) {
    Request request;
    request.target = target;
    EXPECT_FALSE(parse_target(request)) << target;
  }
}

TEST(Url, ParsesHostPortAndBase) {
  const auto url = Url::parse("http://stock:8024/base/");
  EXPECT_EQ(url.host, "stock");
  EXPECT_EQ(url.port, 8024);
  EXPECT_EQ(url.base, "/base");
  EXPECT_EQ(Url::parse("http://[::1]:81").host, "::1");
  EXPECT_EQ(Url::parse("http://stock").port, 80);
  for (const auto* bad : {"stock:80", "https://stock", "http://", "http://a:x", "http://a:99999", "http://[::1"})
    EXPECT_THROW(Url::parse(bad), std::invalid_argument) << bad;
}

TEST(Problem, IsRfc9457) {
  const auto answer = problem(422, "Refusé", "deux champs", {{"prix", "trop petit"}}, "/api/produits");
  EXPECT_EQ(answer.body, R"({"type":"about:blank","title":"Refusé","status":422,"detail":"deux champs",)"
                         R"("instance":"/api/produits","erreurs":[{"champ":"prix","raison":"trop petit"}]})");
}

}  // namespace
}  // namespace comptoir::http
