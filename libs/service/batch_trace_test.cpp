#include "libs/service/batch_trace.hpp"

#include <gtest/gtest.h>

#include "libs/bus/envelope.hpp"
#include "libs/http/server.hpp"
#include "libs/service/request_trace.hpp"

namespace comptoir::service {
namespace {

constexpr const char* kKept = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr const char* kNotKept = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

/// A tracer, and what its collector has been sent once it has stopped.
class Told {
 public:
  explicit Told(int per_mille) {
    http::Router router;
    router.add("POST", "/v1/traces", [this](http::Request r, http::Responder respond) {
      text_ += r.body;
      respond({});
    });
    server_ = std::make_unique<http::Server>(std::move(router), "127.0.0.1", 0);
    tracer_ = std::make_unique<traces::Tracer>(
        traces::Settings{"http://127.0.0.1:" + std::to_string(server_->port()), per_mille}, registry_);
  }
  TraceOutlet outlet() { return {tracer_.get(), "stock-service"}; }
  std::string text() {
    tracer_->stop();
    server_->stop();
    return text_;
  }

 private:
  metrics::Registry registry_;
  std::string text_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<traces::Tracer> tracer_;
};

std::vector<Input*> pointers(std::vector<Input>& inputs) {
  std::vector<Input*> out;
  for (auto& input : inputs) out.push_back(&input);
  return out;
}

TEST(BatchTrace, WithoutATracerWhatCameInGoesOut) {
  const TraceOutlet off;
  std::vector<Input> inputs(2);
  inputs[0].traceparent = kKept;
  const BatchTrace trace(off, {}, pointers(inputs));
  EXPECT_EQ(trace.context_of(inputs[0]), kKept);
  EXPECT_EQ(trace.context_of(inputs[1]), "");
}

TEST(BatchTrace, GivesEachKeptInputASpanOfItsOwnTraceAndLeavesTheOthersAlone) {
  Told told(0);
  const auto outlet = told.outlet();
  std::vector<Input> inputs(5);
  inputs[0].traceparent = inputs[4].traceparent = kKept;
  inputs[1].traceparent = kNotKept;
  inputs[2].traceparent = "rien";
  const BatchTrace trace(outlet, {}, pointers(inputs));
  const auto first = trace.context_of(inputs[0]), last = trace.context_of(inputs[4]);
  for (const auto& text : {first, last}) {
    EXPECT_EQ(traces::trace_digits(text), traces::trace_digits(kKept));
    EXPECT_NE(text, kKept);
  }
  EXPECT_NE(first, last);
  EXPECT_EQ(trace.context_of(inputs[0]), first) << "asked twice, the same span";
  EXPECT_EQ(trace.context_of(inputs[1]), kNotKept);
  EXPECT_EQ(trace.context_of(inputs[2]), "rien");
  EXPECT_EQ(trace.context_of(inputs[3]), "");
}

journal::Entry entry(const std::string& traceparent, std::string_view data) {
  bus::Envelope e;
  e.event_type = "StockReserve";
  e.traceparent = traceparent;
  return {"stock.evenements", 7, "id", "StockReserve", "cmd-1", "client:7", bus::encode(e, data)};
}

TEST(ToldLater, DescendsFromWhatTheEventCarriesAndNotFromItsData) {
  Told told(0);
  const auto quoted = R"({"x":"\"traceparent\":\")" + std::string(kKept) + R"(\"","traceparent":")" + kKept + "\"}";
  for (const auto* traceparent : {"", kNotKept}) told_later(told.outlet(), entry(traceparent, quoted), {}, {});
  told_later(told.outlet(), entry(kKept, "{}"), {}, {});
  const auto text = told.text();
  EXPECT_EQ(text.find("publier StockReserve"), text.rfind("publier StockReserve"));
  EXPECT_NE(text.find(R"("parentSpanId":"00f067aa0ba902b7")"), text.npos) << text;
}

/// What the request causes carries, and whether its answer told a span.
struct Entered {
  std::string traceparent;
  bool told;
};

Entered enter(int per_mille, const char* header) {
  Told told(per_mille);
  const SystemClock clock;
  http::Request request{.method = "POST", .route = "/api/checkout"};
  if (header) request.headers["traceparent"] = header;
  http::Responder respond = [](http::Response) {};
  auto traceparent = enter_trace(told.outlet(), clock, request, respond);
  respond({});
  return {std::move(traceparent), told.text().find("POST /api/checkout") != std::string::npos};
}

TEST(RequestTrace, FollowsTheCallersDecision) {
  const auto kept = enter(0, kKept), left = enter(1000, kNotKept);
  EXPECT_EQ(traces::trace_digits(kept.traceparent), traces::trace_digits(kKept));
  EXPECT_NE(kept.traceparent, kKept) << "its own span stands between";
  EXPECT_TRUE(kept.told);
  EXPECT_EQ(left.traceparent, kNotKept);
  EXPECT_FALSE(left.told);
}

TEST(RequestTrace, DecidesItselfWithoutACallerOrWithOneWhoSaysNothingOfUse) {
  for (const char* header : {static_cast<const char*>(nullptr), "", "00-abc", "ff-4bf92f3577b34da6a3ce929d0e0e4736"}) {
    const auto kept = enter(1000, header), left = enter(0, header);
    EXPECT_TRUE(traces::parse_traceparent(kept.traceparent)->sampled);
    EXPECT_TRUE(kept.told);
    EXPECT_EQ(left.traceparent, "");
    EXPECT_FALSE(left.told);
  }
}

}  // namespace
}  // namespace comptoir::service
