// A server with all its connections taken: who is let go, who waits, who is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <thread>

#include "libs/http/client.hpp"
#include "libs/http/server.hpp"
#include "libs/http/server_core.hpp"
#include "libs/http/wire_test.hpp"

namespace comptoir::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kGreet = "GET /salut HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view kGreetLater = "GET /plus-tard HTTP/1.1\r\nHost: x\r\n\r\n";

// A body that never has more to give.
class NothingMore final : public Source {
 public:
  void next(Give give) override { give_ = std::move(give); }

 private:
  Give give_;
};

class FullServerTest : public testing::Test {
 protected:
  void start(std::size_t connections, std::size_t per_address = 1000, std::string proxies = {}) {
    Router router;
    router.add("GET", "/salut", [](Request, Responder respond) { respond({.body = "salut"}); });
    router.add("GET", "/plus-tard", [this](Request, Responder respond) {
      const std::lock_guard lock(mutex);
      later.push_back(std::move(respond));
      arrived.notify_all();
    });
    router.add("GET", "/flux",
               [](Request, Responder respond) { respond({.body = {}, .stream = std::make_shared<NothingMore>()}); });
    Limits limits;
    limits.connections = connections;
    limits.per_address = per_address;
    limits.streams = 1;
    limits.proxies = std::move(proxies);
    server = std::make_unique<Server>(router, "127.0.0.1", 0, limits);
  }
  void wait_for(std::size_t requests) {
    std::unique_lock lock(mutex);
    arrived.wait(lock, [&] { return later.size() >= requests; });
  }
  void answer_all() {
    const std::lock_guard lock(mutex);
    for (const auto& respond : later) respond({.body = "enfin"});
    later.clear();
  }
  std::string ask() {
    Wire wire(server->port());
    wire.send(kGreet);
    return wire.read("salut");
  }
  std::deque<Wire> silent(int number) {
    std::deque<Wire> wires;
    for (int i = 0; i < number; ++i) wires.emplace_back(server->port());
    return wires;
  }

  std::mutex mutex;
  std::condition_variable arrived;
  std::vector<Responder> later;
  std::unique_ptr<Server> server;
};

TEST_F(FullServerTest, ServesWhoComesAmongManyThatSayNothing) {
  start(8);
  const auto idle = silent(100);
  for (int i = 0; i < 20; ++i) EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(FullServerTest, LetsGoFirstOfThoseThatSaidNothing) {
  start(3);
  Wire client(server->port());
  client.send(kGreet);
  client.read("salut");
  auto idle = silent(2);
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(idle.front().read(), "");
  client.send(kGreet);
  EXPECT_THAT(client.read("salut"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(FullServerTest, LetsGoOfTheOneThatRestsForLongest) {
  start(2);
  std::deque<Wire> clients;
  for (int i = 0; i < 2; ++i) {
    clients.emplace_back(server->port()).send(kGreet);
    clients.back().read("salut");
  }
  clients.front().send(kGreet);  // the second one rests longer now
  clients.front().read("salut");
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(clients.back().read(), "");
  clients.front().send(kGreet);
  EXPECT_THAT(clients.front().read("salut"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(FullServerTest, LetsGoOfHeadsThatStandStill) {
  start(4);
  auto slow = silent(4);
  for (auto& wire : slow) wire.send("GET /salut HT");
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(FullServerTest, LeavesWhoComesInTheQueueWhileAllAreServed) {
  start(2);
  auto served = silent(2);
  for (auto& wire : served) wire.send(kGreetLater);
  wait_for(2);
  auto waiting = std::async([&] { return ask(); });
  EXPECT_EQ(waiting.wait_for(150ms), std::future_status::timeout);
  answer_all();
  for (auto& wire : served) EXPECT_THAT(wire.read("enfin"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(waiting.get(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(FullServerTest, RefusesAnAddressThatHasItsShareAndIsServed) {
  start(100, 2);
  auto served = silent(2);
  for (auto& wire : served) wire.send(kGreetLater);
  wait_for(2);
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 503 "));
  answer_all();
  for (auto& wire : served) EXPECT_THAT(wire.read("enfin"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));  // one of its own has gone instead
}

TEST_F(FullServerTest, CountsNoProxyAsOneClient) {
  start(100, 2, "10.0.0.1, 127.0.0.1");
  auto served = silent(5);
  for (auto& wire : served) wire.send(kGreetLater);
  wait_for(5);
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
  answer_all();
}

TEST_F(FullServerTest, CountsNoNetworkOfProxiesAsOneClient) {
  start(100, 2, "10.0.0.1, 127.0.0.0/8");
  auto served = silent(5);
  for (auto& wire : served) wire.send(kGreetLater);
  wait_for(5);
  EXPECT_THAT(ask(), StartsWith("HTTP/1.1 200 "));
  answer_all();
}

TEST_F(FullServerTest, KeepsConnectionsFromBeingStreamsAll) {
  start(100);
  Wire reader(server->port());
  reader.send("GET /flux HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(reader.read_head(), StartsWith("HTTP/1.1 200 "));
  Wire other(server->port());
  other.send("GET /flux HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(other.read_head(), StartsWith("HTTP/1.1 503 "));
}

TEST(FullServerSource, IsAnAddressOrANetwork) {
  const auto of = [](const char* text) { return source_of(asio::ip::make_address(text)); };
  EXPECT_EQ(of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
}

}  // namespace
}  // namespace comptoir::http
