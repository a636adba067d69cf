#include "libs/http/perimeter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comptoir::http {
namespace {

constexpr const char* kLocal = "172.17.0.2";

int of(std::map<std::string, std::string> headers, std::string method = "GET", std::string target = "/") {
  static const Perimeter ours({"Boutique.example, 198.51.100.9", "https://caisse.example, http://pc:8080/", "", ""});
  Request request{.method = std::move(method), .headers = std::move(headers), .target = std::move(target)};
  return ours.check(request, kLocal).status;
}

TEST(Perimeter, KnowsItsHosts) {
  for (const auto* good : {"localhost", "LOCALHOST:1", "localhost.", "127.0.0.1:8090", "127.9.9.9", "[::1]:80",
                           "172.17.0.2", "[::ffff:172.17.0.2]", "boutique.example:443", "198.51.100.9"})
    EXPECT_EQ(of({{"host", good}}), 0) << good;
  for (const auto* bad : {"evil.example", "localhost.evil.example", "boutique.example.evil", "172.17.0.3", "2130706433",
                          "0x7f.1", "0.0.0.0", "[::]", "172.17.0.2.nip.io"})
    EXPECT_EQ(of({{"host", bad}}), 421) << bad;
  EXPECT_EQ(of({{"host", "localhost"}}, "GET", "http://evil.example/"), 421);
  EXPECT_EQ(of({{"host", "evil.example"}}, "GET", "http://localhost/"), 0);
  EXPECT_EQ(of({}), 0);  // HTTP/1.0
}

TEST(Perimeter, KnowsItsOrigins) {
  const auto from = [](const char* origin) { return of({{"host", "localhost:8090"}, {"origin", origin}}, "POST"); };
  for (const auto* good :
       {"http://localhost:8090", "https://caisse.example", "https://CAISSE.example:443", "http://pc:8080"})
    EXPECT_EQ(from(good), 0) << good;
  for (const auto* bad : {"null", "", "http://localhost", "http://localhost:3000", "http://evil.example",
                          "http://caisse.example", "https://caisse.example:444", "file://",
                          "http://localhost:8090@evil.example", "https://caisse.example http://localhost:8090"})
    EXPECT_EQ(from(bad), 403) << bad;
  EXPECT_EQ(of({{"host", "localhost"}, {"origin", "http://localhost"}}), 0);
  EXPECT_EQ(of({{"host", "boutique.example"}, {"origin", "https://boutique.example"}}), 0);
}

TEST(Perimeter, RefusesWritesThatAPageOfAnotherSiteMakes) {
  EXPECT_EQ(of({{"host", "localhost"}, {"sec-fetch-site", "cross-site"}}, "POST"), 403);
  EXPECT_EQ(of({{"host", "localhost"}, {"sec-fetch-site", "cross-site"}}, "GET"), 0);
  EXPECT_EQ(of({{"host", "localhost"}, {"sec-fetch-site", "same-origin"}}, "POST"), 0);
}

TEST(Perimeter, WantsJson) {
  const auto sent = [](std::string type, std::string body, std::string method = "POST") {
    Request request{.method = std::move(method), .body = std::move(body)};
    if (!type.empty()) request.headers["content-type"] = std::move(type);
    return Perimeter::check_body(request).status;
  };
  EXPECT_EQ(sent("application/json", "{}"), 0);
  EXPECT_EQ(sent("", ""), 0);
  EXPECT_EQ(sent("", "{}"), 415);
  EXPECT_EQ(sent("text/plain", "{}", "PUT"), 415);
  EXPECT_EQ(sent("application/x-www-form-urlencoded", "a=b", "PATCH"), 415);
  Request packed{
      .method = "POST", .headers = {{"content-type", "application/json"}, {"content-encoding", "gzip"}}, .body = "x"};
  EXPECT_EQ(Perimeter::check_body(packed).status, 415);
}

TEST(Perimeter, BelievesProxiesAndInstancesOnly) {
  const Perimeter ours({"", "", "10.0.0.1", "preuve"});
  const auto stripped = [&](std::string peer, std::string relayed) {
    Request request{.headers = {{kRelayed, relayed}, {"x-forwarded-for", "192.0.2.1"}, {"x-comptoir-x", "1"}},
                    .peer = peer};
    ours.strip(request);
    return request;
  };
  EXPECT_THAT(stripped("192.0.2.9", "1").headers, testing::IsEmpty());
  EXPECT_EQ(stripped("192.0.2.9", "1").client, "192.0.2.9");
  EXPECT_THAT(stripped("192.0.2.9", "preuve").headers, testing::ElementsAre(testing::Key(kRelayed)));
  EXPECT_EQ(stripped("10.0.0.1", "1").client, "192.0.2.1");
  EXPECT_THAT(stripped("10.0.0.1", "1").headers, testing::ElementsAre(testing::Key("x-forwarded-for")));
}

TEST(Perimeter, SaysWhatItCannotRead) {
  for (const auto& bad : {PerimeterSettings{"a b"}, PerimeterSettings{"a:80"}, PerimeterSettings{"", "caisse.example"},
                          PerimeterSettings{"", "null"}, PerimeterSettings{"", "", "proxy"}})
    EXPECT_THROW(Perimeter{bad}, std::invalid_argument);
  EXPECT_NO_THROW(Perimeter(PerimeterSettings{"::1,[fd00::1]"}));
}

}  // namespace
}  // namespace comptoir::http
