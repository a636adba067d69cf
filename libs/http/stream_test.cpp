#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "libs/http/client.hpp"
#include "libs/http/gateway.hpp"
#include "libs/http/server.hpp"
#include "libs/http/wire_test.hpp"

namespace comptoir::http {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Then = Piece::Then;

constexpr auto kPatience = 20s;

// What a test sees of a source, and how it feeds it.
struct Feed {
  std::mutex mutex;
  std::condition_variable changed;
  Give wanted;
  int asked = 0;
  bool gone = false;

  template <class Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, kPatience, condition);
  }
  /// Waits until a piece is asked for, then gives it. False when nobody asks.
  bool give(std::string bytes, Then then = Then::more, std::chrono::milliseconds patience = kPatience) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, patience, [&] { return wanted || gone; });
    if (gone || !wanted) return false;
    const auto to = std::exchange(wanted, nullptr);
    lock.unlock();
    to({std::move(bytes), then});
    return true;
  }
  bool wait_gone() {
    return wait([&] { return gone; });
  }
};

class FedSource final : public Source {
 public:
  explicit FedSource(std::shared_ptr<Feed> feed) : feed_(std::move(feed)) {}
  ~FedSource() override {
    tell([](Feed& feed) { feed.gone = true; });
  }
  void next(Give give) override {
    tell([&](Feed& feed) { feed.wanted = std::move(give), ++feed.asked; });
  }

 private:
  template <class Change>
  void tell(Change change) {
    const std::lock_guard lock(feed_->mutex);
    change(*feed_);
    feed_->changed.notify_all();
  }
  std::shared_ptr<Feed> feed_;
};

// The numbers from 1 to its last, one a piece, given at once.
class Counter final : public Source {
 public:
  explicit Counter(int last, std::size_t width = 0) : last_(last), width_(width) {}
  void next(Give give) override {
    auto text = std::to_string(++n_) + "\n";
    text.insert(0, width_ > text.size() ? width_ - text.size() : 0, '0');
    give({text, n_ == last_ ? Then::end : Then::more});
  }

 private:
  int n_ = 0;
  const int last_;
  const std::size_t width_;
};

std::string numbers(int last) {
  std::string text;
  for (int n = 1; n <= last; ++n) text += std::to_string(n) + "\n";
  return text;
}

Response streamed(std::shared_ptr<Source> source) {
  return {.status = 200, .content_type = "text/plain", .stream = std::move(source)};
}

constexpr std::string_view kAsk = "GET /flux HTTP/1.1\r\nHost: x\r\n\r\n";

class StreamTest : public testing::Test {
 protected:
  StreamTest() {
    router.add("GET", "/flux",
               [this](Request, Responder respond) { respond(streamed(std::make_shared<FedSource>(feed))); });
    router.add("GET", "/nombres", [](Request r, Responder respond) {
      respond(streamed(std::make_shared<Counter>(std::stoi(r.query["n"]))));
    });
    router.add("GET", "/large",
               [](Request, Responder respond) { respond(streamed(std::make_shared<Counter>(1'000'000, 64 * 1024))); });
    router.add("GET", "/salut", [](Request, Responder respond) { respond({.body = "salut"}); });
  }
  void start(Limits limits = {}) { server = std::make_unique<Server>(router, "127.0.0.1", 0, limits); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port()); }

  Router router;
  std::shared_ptr<Feed> feed = std::make_shared<Feed>();
  std::unique_ptr<Server> server;
};

TEST_F(StreamTest, SendsTheHeadAtOnceAndEachPieceAsItComes) {
  start();
  Wire wire(server->port());
  wire.send(kAsk);
  const auto head = wire.read("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(head, HasSubstr("Connection: close\r\n"));
  ASSERT_TRUE(feed->give("un"));
  EXPECT_EQ(wire.read("un\r\n"), "2\r\nun\r\n");
  ASSERT_TRUE(feed->give(""));
  ASSERT_TRUE(feed->give("deux et la fin", Then::end));
  EXPECT_EQ(wire.read(), "e\r\ndeux et la fin\r\n0\r\n\r\n");
  EXPECT_TRUE(feed->wait_gone());
}

TEST_F(StreamTest, EndsWithAnEmptyPiece) {
  start();
  Wire wire(server->port());
  wire.send(kAsk);
  ASSERT_TRUE(feed->give("", Then::end));
  EXPECT_THAT(wire.read(), EndsWith("\r\n\r\n0\r\n\r\n"));
}

TEST_F(StreamTest, ABodyThatIsCutHasNoEnd) {
  start();
  Wire wire(server->port());
  wire.send(kAsk);
  ASSERT_TRUE(feed->give("un"));
  ASSERT_TRUE(feed->give("", Then::cut));
  EXPECT_THAT(wire.read(), EndsWith("2\r\nun\r\n"));
}

TEST_F(StreamTest, Http10HasTheEndOfTheConnectionForIts) {
  start();
  Wire wire(server->port());
  wire.send("GET /nombres?n=3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto answer = wire.read();
  EXPECT_THAT(answer, EndsWith("\r\n\r\n1\n2\n3\n"));
  EXPECT_THAT(answer, testing::Not(HasSubstr("chunked")));
}

TEST_F(StreamTest, HeadHasTheHeadAndKeepsTheConnection) {
  start();
  Wire wire(server->port());
  wire.send("HEAD /flux HTTP/1.1\r\nHost: x\r\n\r\nGET /salut HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answers = wire.read();
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answers, EndsWith("salut"));
  EXPECT_TRUE(feed->wait_gone());
  EXPECT_EQ(feed->asked, 0);
}

TEST_F(StreamTest, ALongBodyArrivesWhole) {
  start();
  EXPECT_EQ(Client(url()).send("GET", "/nombres?n=4000").body, numbers(4000));
}

TEST_F(StreamTest, ASourceIsAskedForNoMoreThanItsReaderTakes) {
  constexpr std::size_t kMost = 64;  // MiB; the buffers of two sockets hold a tenth of it
  const std::string piece(1024 * 1024, 'x');
  start();
  Wire slow(server->port());
  slow.send(kAsk);
  std::size_t given = 0;
  while (given < kMost && feed->give(piece, Then::more, 200ms)) ++given;
  EXPECT_LT(given, kMost);
  EXPECT_EQ(Client(url()).send("GET", "/salut").body, "salut");  // and it holds up nobody
  auto body = std::async([&] { return slow.read(); });
  ASSERT_TRUE(feed->give("", Then::end));
  EXPECT_GT(body.get().size(), given * piece.size());
}

TEST_F(StreamTest, TheSourceLearnsThatItsReaderHasLeft) {
  start();
  {
    Wire wire(server->port());
    wire.send(kAsk);
    ASSERT_TRUE(feed->give("un"));
    wire.read("un\r\n");
  }
  EXPECT_TRUE(feed->wait_gone());
}

TEST_F(StreamTest, AReaderThatTakesNothingIsCut) {
  Limits limits;
  limits.write_time = 100ms;
  start(limits);
  Wire wire(server->port());
  wire.send(kAsk);
  while (feed->give(std::string(1024 * 1024, 'x'))) continue;
  EXPECT_THAT(wire.read(), testing::Not(EndsWith("0\r\n\r\n")));
}

TEST_F(StreamTest, ASourceThatGivesNothingIsCut) {
  Limits limits;
  limits.stream_time = 100ms;
  start(limits);
  Wire wire(server->port());
  wire.send(kAsk);
  EXPECT_THAT(wire.read(), EndsWith("\r\n\r\n"));
  EXPECT_TRUE(feed->wait_gone());
}

TEST_F(StreamTest, ASourceThatThrowsIsCut) {
  struct Broken final : Source {
    void next(Give) override { throw std::runtime_error("panne"); }
  };
  router.add("GET", "/panne", [](Request, Responder respond) { respond(streamed(std::make_shared<Broken>())); });
  start();
  Wire wire(server->port());
  wire.send("GET /panne HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(wire.read(), EndsWith("\r\n\r\n"));
}

TEST_F(StreamTest, StopCutsStreamsWithoutAGrace) {
  start();
  Wire waiting(server->port()), slow(server->port());
  waiting.send(kAsk);
  waiting.read("\r\n\r\n");
  slow.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  slow.read_head();
  auto stopped = std::async([&] { server->stop(kPatience); });
  EXPECT_EQ(stopped.wait_for(kPatience / 2), std::future_status::ready);
  EXPECT_EQ(waiting.read(), "");
  EXPECT_TRUE(feed->wait_gone());
}

TEST_F(StreamTest, APieceThatComesTooLateIsNothing) {
  start();
  Wire wire(server->port());
  wire.send(kAsk);
  ASSERT_TRUE(feed->wait([&] { return feed->wanted != nullptr; }));
  server.reset();
  EXPECT_TRUE(feed->wait_gone());
  feed->wanted({"plus personne", Then::more});
}

TEST_F(StreamTest, ManyReadersAtOnce) {
  start();
  std::vector<std::jthread> readers;
  std::atomic<int> whole = 0;
  for (int i = 0; i < 16; ++i)
    readers.emplace_back([&] { whole += Client(url()).send("GET", "/nombres?n=500").body == numbers(500); });
  readers.clear();
  EXPECT_EQ(whole, 16);
}

class RelayTest : public StreamTest {
 protected:
  void start_both(GatewayLimits limits = {}) {
    start();
    edge = std::make_unique<Server>(gateway({{"/", url()}}, limits), "127.0.0.1", 0);
  }
  std::string front() const { return "http://127.0.0.1:" + std::to_string(edge->port()); }
  std::unique_ptr<Server> edge;
};

TEST_F(RelayTest, PassesEachPieceAsItComes) {
  start_both();
  Wire wire(edge->port());
  wire.send(kAsk);
  EXPECT_THAT(wire.read("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked"));
  ASSERT_TRUE(feed->give("un"));
  EXPECT_EQ(wire.read("un\r\n"), "2\r\nun\r\n");
  ASSERT_TRUE(feed->give("deux", Then::end));
  EXPECT_EQ(wire.read(), "4\r\ndeux\r\n0\r\n\r\n");
}

TEST_F(RelayTest, PassesALongBodyWhole) {
  start_both();
  Client client(front());
  EXPECT_EQ(client.send("GET", "/nombres?n=4000").body, numbers(4000));
  EXPECT_EQ(client.send("GET", "/salut").body, "salut");
}

TEST_F(RelayTest, PassesTheCut) {
  start_both();
  Wire wire(edge->port());
  wire.send(kAsk);
  ASSERT_TRUE(feed->give("un"));
  ASSERT_TRUE(feed->give("", Then::cut));
  EXPECT_THAT(wire.read(), EndsWith("2\r\nun\r\n"));
}

TEST_F(RelayTest, TellsTheUpstreamThatTheReaderHasLeft) {
  start_both();
  {
    Wire wire(edge->port());
    wire.send(kAsk);
    ASSERT_TRUE(feed->give("un"));
    wire.read("un\r\n");
  }
  EXPECT_TRUE(feed->wait_gone());
}

TEST_F(RelayTest, HoldsNoThreadAndBoundsTheStreams) {
  GatewayLimits limits;
  limits.threads = 1;
  limits.streams = 1;
  start_both(limits);
  Wire wire(edge->port());
  wire.send(kAsk);
  wire.read("\r\n\r\n");
  EXPECT_EQ(Client(front()).send("GET", "/salut").body, "salut");
  EXPECT_EQ(Client(front()).send("GET", "/nombres?n=1").status, 503);
}

TEST_F(RelayTest, TellsWhereTheClientIs) {
  router.add("GET", "/qui", [](Request r, Responder respond) { respond({.body = r.headers["x-forwarded-for"]}); });
  start_both();
  EXPECT_EQ(Client(front()).send("GET", "/qui").body, "127.0.0.1");
}

TEST_F(RelayTest, StopsWithAStreamUnderWay) {
  start_both();
  Wire wire(edge->port());
  wire.send(kAsk);
  wire.read("\r\n\r\n");
  edge.reset();
  EXPECT_TRUE(feed->wait_gone());
}

}  // namespace
}  // namespace comptoir::http
