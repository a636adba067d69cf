#include "libs/traces/tracer.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "libs/http/server.hpp"
#include "libs/traces/otlp.hpp"

namespace comptoir::traces {
namespace {

namespace bj = boost::json;

Span span_named(const std::string& name) {
  const Instant at{std::chrono::microseconds(1'700'000'000'000'001)};
  return {.service = "stock-service",
          .name = name,
          .context = {new_trace_id(), new_span_id(), true},
          .start = at,
          .end = at + std::chrono::milliseconds(3)};
}

/// A collector that answers what it is told to, and keeps what it was sent.
class Collector {
 public:
  explicit Collector(std::vector<int> statuses = {}) : statuses_(std::move(statuses)) {
    http::Router router;
    router.add("POST", "/v1/traces", [this](http::Request r, http::Responder respond) { take(r, respond); });
    server_ = std::make_unique<http::Server>(std::move(router), "127.0.0.1", 0);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  void answer_with(std::string body) { answer_ = std::move(body); }

 private:
  void take(const http::Request& r, const http::Responder& respond) {
    const std::lock_guard lock(mutex_);
    bodies_.push_back(r.body);
    const auto n = bodies_.size();
    respond({.status = n <= statuses_.size() ? statuses_[n - 1] : 200, .body = answer_});
  }

  std::mutex mutex_;
  std::vector<int> statuses_;
  std::vector<std::string> bodies_;
  std::string answer_ = "{}";
  std::unique_ptr<http::Server> server_;
};

struct Counted {
  metrics::Registry registry;
  double lost(const char* reason) {
    return registry
        .counter("comptoir_spans_perdus_total", "Spans que le collecteur n'aura pas, par raison.", {{"raison", reason}})
        .Value();
  }
  double sent() { return registry.counter("comptoir_spans_envoyes_total", "Spans que le collecteur a pris.").Value(); }
};

TEST(Otlp, SaysASpanAsTheProtocolHasIt) {
  auto span = span_named("appliquer StockReserve");
  span.parent = new_span_id();
  span.kind = Kind::consumer;
  span.attributes = {{"comptoir.cle", std::string("client:7")}, {"comptoir.attente_ms", std::int64_t{12}}};
  span.links = {span_named("lot").context};
  span.error = "panne";
  const auto whole = bj::parse(encode({span}));
  const auto& resource = whole.at("resourceSpans").at(0);
  EXPECT_EQ(resource.at("resource").at("attributes").at(0),
            bj::parse(R"({"key":"service.name","value":{"stringValue":"stock-service"}})"));
  const auto& told = resource.at("scopeSpans").at(0).at("spans").at(0).as_object();
  EXPECT_EQ(told.at("traceId"), bj::string(hex_of(span.context.trace)));
  EXPECT_EQ(told.at("parentSpanId"), bj::string(hex_of(*span.parent)));
  EXPECT_EQ(told.at("kind"), bj::value(5));
  EXPECT_EQ(told.at("startTimeUnixNano"), bj::string("1700000000000001000"));
  EXPECT_EQ(told.at("endTimeUnixNano"), bj::string("1700000000003001000"));
  EXPECT_EQ(told.at("attributes").at(1), bj::parse(R"({"key":"comptoir.attente_ms","value":{"intValue":"12"}})"));
  EXPECT_EQ(told.at("links").at(0).at("spanId"), bj::string(hex_of(span.links[0].span)));
  EXPECT_EQ(told.at("status"), bj::parse(R"({"code":2,"message":"panne"})"));
}

TEST(Otlp, LeavesOutWhatASpanDoesNotHaveAndLinksBeyondTheLimit) {
  auto span = span_named("lot");
  const auto told = [&] { return bj::parse(encode({span})).at_pointer("/resourceSpans/0/scopeSpans/0/spans/0"); };
  for (const auto* absent : {"parentSpanId", "links", "status"}) EXPECT_FALSE(told().as_object().contains(absent));
  span.links.assign(kMaxLinks + 2, span.context);
  EXPECT_EQ(told().at("links").as_array().size(), kMaxLinks);
  EXPECT_EQ(told().at("droppedLinksCount"), bj::value(2));
}

TEST(Otlp, ReadsWhatACollectorRefused) {
  EXPECT_EQ(refused_of(R"({"partialSuccess":{"rejectedSpans":"3"}})"), 3);
  EXPECT_EQ(refused_of(R"({"partialSuccess":{"rejectedSpans":4}})"), 4);
  for (const auto* none : {"", "{}", "[", R"({"partialSuccess":{}})"}) EXPECT_EQ(refused_of(none), 0);
}

TEST(Queue, LosesWhatDoesNotFitAndKeepsTheOrder) {
  Queue queue(3);
  EXPECT_EQ(queue.push({span_named("a"), span_named("b")}), 0U);
  EXPECT_EQ(queue.push({span_named("c"), span_named("d"), span_named("e")}), 2U);
  const auto taken = queue.take({}, 2, std::chrono::hours(1));  // enough is there: no wait
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0].name + taken[1].name, "ab");
  EXPECT_EQ(queue.take({}, 2, {}).size(), 1U);
}

TEST(Tracer, SendsWhatItHasWhenItStops) {
  Collector collector;
  Counted counted;
  Tracer tracer({collector.url()}, counted.registry);
  tracer.record(span_named("une"));
  tracer.stop();
  ASSERT_EQ(collector.bodies().size(), 1U);
  EXPECT_NE(collector.bodies()[0].find("\"name\":\"une\""), std::string::npos);
  EXPECT_EQ(counted.sent(), 1);
}

TEST(Tracer, TriesAgainWhatMaySucceedAndNothingElse) {
  Collector busy({503}), broken({400});
  Counted at_busy, at_broken;
  Tracer one({busy.url()}, at_busy.registry), other({broken.url()}, at_broken.registry);
  one.record(span_named("a"));
  other.record(span_named("b"));
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (at_busy.sent() + at_broken.lost("collecteur_refuse") < 2 && std::chrono::steady_clock::now() < limit)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(at_busy.sent(), 1);
  EXPECT_EQ(at_broken.lost("collecteur_refuse"), 1);
  EXPECT_EQ(busy.bodies().size(), 2U);
  EXPECT_EQ(broken.bodies().size(), 1U);
}

TEST(Tracer, CountsWhatACollectorRefusesInPart) {
  Collector collector;
  collector.answer_with(R"({"partialSuccess":{"rejectedSpans":"1"}})");
  Counted counted;
  Tracer tracer({collector.url()}, counted.registry);
  tracer.record({span_named("a"), span_named("b")});
  tracer.stop();
  EXPECT_EQ(counted.sent(), 1);
  EXPECT_EQ(counted.lost("collecteur_refuse"), 1);
}

TEST(Tracer, CountsEverySpanOfACollectorThatIsAway) {
  Counted counted;
  constexpr std::size_t kSpans = 100, kFits = 40;
  {
    Tracer tracer({.otlp_url = "http://127.0.0.1:1", .queue_max = kFits}, counted.registry);
    for (std::size_t i = 0; i < kSpans; ++i) tracer.record(span_named("x"));
  }
  EXPECT_EQ(counted.sent(), 0);
  EXPECT_EQ(counted.lost("file_pleine") + counted.lost("collecteur_absent"), kSpans);
}

TEST(Tracer, BeginsNoTraceThatIsNotKept) {
  metrics::Registry registry;
  Tracer none({.otlp_url = "http://127.0.0.1:1", .per_mille = 0}, registry);
  EXPECT_FALSE(none.begin());
  metrics::Registry other;
  Tracer all({.otlp_url = "http://127.0.0.1:1", .per_mille = 1000}, other);
  EXPECT_TRUE(all.begin()->sampled);
}

TEST(Tracer, RefusesAnAddressThatIsNone) {
  metrics::Registry registry;
  EXPECT_THROW(Tracer({.otlp_url = "collecteur:4318"}, registry), std::invalid_argument);
}

}  // namespace
}  // namespace comptoir::traces
