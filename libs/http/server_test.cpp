#include "libs/http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "libs/http/client.hpp"
#include "libs/http/gateway.hpp"
#include "libs/http/wire_test.hpp"

namespace comptoir::http {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

Response text(std::string body) { return {.status = 200, .body = std::move(body), .content_type = "text/plain"}; }

// Answers kept until the test gives them, as a worker would.
struct Later {
  std::promise<Responder> arrived;
  Handler handler() {
    return [this](Request, Responder respond) { arrived.set_value(std::move(respond)); };
  }
  Responder wait() { return arrived.get_future().get(); }
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    router.add("GET", "/salut/{nom}", [](Request r, Responder respond) { respond(text("salut " + r.params["nom"])); });
    router.add("POST", "/echo", [](Request r, Responder respond) { respond(text(r.body)); });
    router.add("GET", "/panne", [](Request, Responder) { throw std::runtime_error("mot de passe"); });
    router.add("GET", "/plus-tard", later.handler());
    quick.head_time = quick.body_time = quick.idle_time = quick.handler_time = 100ms;
  }

  Server& start(Limits limits = {}, int threads = 1) {
    server = std::make_unique<Server>(router, "127.0.0.1", 0, limits, threads);
    return *server;
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port()); }

  Router router;
  Later later;
  Limits quick;
  std::unique_ptr<Server> server;
};

TEST_F(ServerTest, AnswersOverOneKeptAliveConnection) {
  start();
  Client client(url());
  EXPECT_EQ(client.send("GET", "/salut/Zo%C3%A9").body, "salut Zoé");
  EXPECT_EQ(client.send("POST", "/echo", "bonjour").body, "bonjour");
  EXPECT_EQ(client.send("HEAD", "/salut/a").body, "");
  EXPECT_EQ(client.send("GET", "/rien").status, 404);
  EXPECT_EQ(client.send("PUT", "/echo").status, 405);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  Wire wire(server->port());
  wire.send("GET /salut/a HTTP/1.1\r\nHost: x\r\n\r\nGET /salut/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answers = wire.read();
  EXPECT_LT(answers.find("salut a"), answers.find("salut b"));
  EXPECT_THAT(answers, HasSubstr("Connection: close\r\n\r\nsalut b"));
}

TEST_F(ServerTest, TakesARequestInPiecesAndInChunks) {
  start();
  Wire wire(server->port());
  for (const auto* piece : {"POST /echo HTTP/1.1\r\nHo", "st: x\r\nTransfer-Encoding: chunked\r\n", "\r\n3\r\nab",
                            "c\r\n2\r\nde\r\n", "0\r\n\r\n"}) {
    wire.send(piece);
    std::this_thread::sleep_for(2ms);
  }
  EXPECT_THAT(wire.read("abcde"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerTest, AnswersExpectContinue) {
  start();
  Wire wire(server->port());
  wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(wire.read("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  wire.send("ok");
  EXPECT_THAT(wire.read("ok"), HasSubstr("200 OK"));
}

TEST_F(ServerTest, RefusesWhatIsTooBigOrNotHttp) {
  Limits small;
  small.head_bytes = 1024;
  small.body_bytes = 100;
  start(small);
  const std::pair<std::string, std::string> cases[] = {
      {"GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n", "HTTP/1.1 431 "},
      {"GET /" + std::string(5000, 'x'), "HTTP/1.1 431 "},
      {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'), "HTTP/1.1 413 "},
      {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + std::string(255, 'x'),
       "HTTP/1.1 413 "},
      {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(5000, 'x'), "HTTP/1.1 4"},
      {"n'importe quoi\r\n\r\n", "HTTP/1.1 400 "},
      {"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 "},
  };
  for (const auto& [sent, status] : cases) {
    Wire wire(server->port());
    wire.send(sent);
    const auto answer = wire.read();
    EXPECT_THAT(answer, StartsWith(status)) << sent.substr(0, 60);
    EXPECT_THAT(answer, HasSubstr("application/problem+json"));
  }
}

TEST_F(ServerTest, ReadsNothingBehindARefusal) {
  start();
  Wire wire(server->port());
  wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n");
  wire.send("GET /salut/a HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answers = wire.read();
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answers, Not(HasSubstr("200 OK")));
}

TEST_F(ServerTest, TakesAnEmptyLineBeforeARequest) {
  start();
  Wire wire(server->port());
  wire.send("\r\n");
  wire.send("GET /salut/a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(wire.read("salut a"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, TakesTrailersForNoHeaders) {
  router.add("POST", "/qui", [](Request r, Responder respond) { respond(text("[" + r.headers["x-qui"] + "]")); });
  start();
  Wire wire(server->port());
  wire.send("POST /qui HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Qui: moi\r\n\r\n");
  EXPECT_THAT(wire.read("]"), HasSubstr("\r\n\r\n[]"));
}

TEST_F(ServerTest, BoundsWhatStandsBesideTheBody) {
  start();
  Wire wire(server->port());
  wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "1;a=" + std::string(1000, 'x') + "\r\ny\r\n";
  for (int i = 0; i < 40; ++i) wire.send(chunk);
  EXPECT_THAT(wire.read(), StartsWith("HTTP/1.1 400 "));
}

TEST_F(ServerTest, GuardsEveryAnswer) {
  start();
  Wire wire(server->port());
  wire.send("GET /salut/a HTTP/1.1\r\nHost: x\r\n\r\nn'importe quoi\r\n\r\n");
  const auto answers = wire.read();
  for (const auto* guard :
       {"X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "frame-ancestors 'none'",
        "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin", "Cache-Control: no-store"}) {
    EXPECT_NE(answers.find(guard), answers.npos) << guard;
    EXPECT_NE(answers.find(guard), answers.rfind(guard)) << guard;
  }
}

TEST_F(ServerTest, RefusesABodyThatNeverEnds) {
  start(quick);
  Wire wire(server->port());
  wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_THAT(wire.read(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerTest, RefusesAHeadThatNeverEnds) {
  start(quick);
  Wire wire(server->port());
  wire.send("POST /echo HT");
  EXPECT_THAT(wire.read(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerTest, ClosesAnIdleConnectionWithoutAWord) {
  start(quick);
  EXPECT_EQ(Wire(server->port()).read(), "");
}

TEST_F(ServerTest, AnswersForASlowHandler) {
  quick.idle_time = 5s;
  start(quick);
  Client client(url());
  EXPECT_EQ(client.send("GET", "/plus-tard").status, 503);
  later.wait()(text("trop tard"));
  EXPECT_EQ(client.send("GET", "/salut/a").body, "salut a");
}

TEST_F(ServerTest, AnswersForAHandlerThatThrows) {
  start();
  Client client(url());
  const auto answer = client.send("GET", "/panne");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr(R"("instance":"urn:uuid:)"));
  EXPECT_THAT(answer.body, Not(HasSubstr("mot de passe")));
  EXPECT_EQ(client.send("GET", "/salut/a").status, 200);
}

TEST_F(ServerTest, TakesTheFirstAnswerFromAnyThread) {
  start();
  std::jthread worker([&] {
    const auto respond = later.wait();
    respond(text("un"));
    respond(text("deux"));
  });
  Client client(url());
  EXPECT_EQ(client.send("GET", "/plus-tard").body, "un");
  EXPECT_EQ(client.send("GET", "/salut/a").body, "salut a");
}

TEST_F(ServerTest, KeepsAHeaderFromStartingAnother) {
  router.add("GET", "/entete", [](Request, Responder respond) {
    respond({.status = 204, .headers = {{"Location", "/a\r\nX-Intrus: 1"}}});
  });
  start();
  Wire wire(server->port());
  wire.send("GET /entete HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(wire.read("\r\n\r\n"), HasSubstr("Location: /aX-Intrus: 1\r\n"));
}

TEST_F(ServerTest, TellsItsObserver) {
  start();
  std::promise<std::string> seen;
  server->set_observer([&](const Request& request, int status, std::chrono::microseconds) {
    seen.set_value(request.method + " " + request.route + " " + std::to_string(status));
  });
  Client(url()).send("GET", "/salut/a");
  EXPECT_EQ(seen.get_future().get(), "GET /salut/{nom} 200");
}

TEST_F(ServerTest, StopLetsARunningRequestFinish) {
  start();
  auto answer = std::async([&] { return Client(url()).send("GET", "/plus-tard"); });
  const auto respond = later.wait();
  auto stopped = std::async([&] { server->stop(); });
  EXPECT_EQ(stopped.wait_for(50ms), std::future_status::timeout);
  respond(text("fini"));
  EXPECT_EQ(answer.get().body, "fini");
  stopped.get();
  EXPECT_THROW(Client(url()).send("GET", "/salut/a"), TransportError);
}

TEST_F(ServerTest, StopCutsWhatOutlastsTheGrace) {
  start();
  auto answer = std::async([&] { return Client(url()).send("GET", "/plus-tard"); });
  const auto respond = later.wait();
  server->stop(20ms);
  EXPECT_THROW(answer.get(), TransportError);
  server.reset();
  respond(text("plus personne"));
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
  start();
  EXPECT_THROW(Server(router, "127.0.0.1", server->port()), std::runtime_error);
}

TEST_F(ServerTest, ServesManyClientsOnManyThreads) {
  start({}, 2);
  std::vector<std::jthread> clients;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([&, i] {
      Client client(url());
      for (int n = 0; n < 200; ++n)
        good += client.send("POST", "/echo", std::to_string(i * n)).body == std::to_string(i * n);
    });
  clients.clear();
  EXPECT_EQ(good, 1600);
}

TEST_F(ServerTest, ClientReconnectsToARestartedServer) {
  start();
  const auto port = server->port();
  Client client(url());
  client.send("GET", "/salut/a");
  server.reset();
  EXPECT_THROW(client.send("GET", "/salut/a"), TransportError);
  server = std::make_unique<Server>(router, "127.0.0.1", port);
  EXPECT_EQ(client.send("GET", "/salut/a").status, 200);
  server.reset();
  server = std::make_unique<Server>(router, "127.0.0.1", port);
  EXPECT_EQ(client.send("GET", "/salut/b", "", {}, false).body, "salut b");
}

TEST_F(ServerTest, ClientGivesUpInTime) {
  start();
  EXPECT_THROW(Client(url(), 50ms).send("GET", "/plus-tard"), TransportError);
  later.wait()(text("trop tard"));
}

class GatewayTest : public ServerTest {
 protected:
  Server& front(std::vector<Upstream> upstreams) {
    edge = std::make_unique<Server>(gateway(std::move(upstreams)), "127.0.0.1", 0);
    return *edge;
  }
  Response ask(const std::string& method, const std::string& target, const std::string& body = {}) {
    return Client("http://127.0.0.1:" + std::to_string(edge->port()))
        .send(method, target, body, {{"traceparent", "00-a"}});
  }
  std::unique_ptr<Server> edge;
};

TEST_F(GatewayTest, PassesRequestsToTheLongestPrefix) {
  router.add("POST", "/api/stock/x", [](Request r, Responder respond) {
    respond(
        {.status = 201, .body = r.query["q"] + r.headers["traceparent"] + r.body, .headers = {{"Location", "/la"}}});
  });
  start();
  front({{"/api", "http://127.0.0.1:1"}, {"/api/stock", url()}});
  const auto answer = ask("POST", "/api/stock/x?q=a%20b", "corps");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "a b00-acorps");
  EXPECT_THAT(answer.headers, Contains(Pair("location", "/la")));
  EXPECT_EQ(ask("GET", "/api/stock/x").status, 405);
  EXPECT_EQ(ask("GET", "/autre").status, 404);
}

TEST_F(GatewayTest, AnswersHeadWithTheLengthOfGet) {
  start();
  front({{"/salut", url()}});
  EXPECT_THAT(ask("HEAD", "/salut/abc").headers, Contains(Pair("content-length", "9")));
}

TEST_F(GatewayTest, RoutesByThePathAsItWasSent) {
  start();
  front({{"/salut", url()}});
  EXPECT_EQ(ask("GET", "/salut/a%2Fb").body, "salut a/b");
  EXPECT_EQ(ask("GET", "/%73alut/a").status, 404);
}

TEST_F(GatewayTest, Answers504WhenTheUpstreamStandsStill) {
  start();
  edge = std::make_unique<Server>(gateway({{"/plus-tard", url()}}, {.timeout = 50ms}), "127.0.0.1", 0);
  EXPECT_EQ(ask("GET", "/plus-tard").status, 504);
  later.wait()(text("trop tard"));
}

TEST(Patience, HasWhatTheRequestAsksForOnTop) {
  Request request;
  EXPECT_EQ(patience(request, 2s), 2s);
  request.query = {{"attendre_ms", "5000"}};
  EXPECT_EQ(patience(request, 2s), 7s);
  request.query = {{"attendre_ms", "99999999999"}};
  EXPECT_EQ(patience(request, 2s), 32s);
  request = {.path = "/api/projections/ventes", .query = {{"apres", "7"}}};
  EXPECT_EQ(patience(request, 2s), 7s);
}

TEST_F(GatewayTest, Answers502WhenTheUpstreamIsAway) {
  front({{"/api", "http://127.0.0.1:1"}});
  const auto answer = ask("GET", "/api/stocks");
  EXPECT_EQ(answer.status, 502);
  EXPECT_THAT(answer.headers, Contains(Pair("retry-after", "1")));
}

}  // namespace
}  // namespace comptoir::http
