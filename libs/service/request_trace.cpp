#include "libs/service/request_trace.hpp"

namespace comptoir::service {
namespace {

using traces::Context;

std::optional<Context> context_of(const http::Request& request) {
  const auto header = request.headers.find("traceparent");
  return header == request.headers.end() ? std::nullopt : traces::parse_traceparent(header->second);
}

traces::Span span_of(const http::Request& request, const std::string& service, const Context& own) {
  return {.service = service,
          .name = request.method + ' ' + request.route,
          .context = own,
          .kind = traces::Kind::server,
          .attributes = {{"http.request.method", request.method}, {"http.route", request.route}}};
}

http::Responder ending(traces::Tracer& tracer, const Clock& clock, traces::Span span, http::Responder respond) {
  return [&tracer, &clock, span = std::move(span), respond = std::move(respond)](http::Response answer) {
    auto ended = span;
    ended.end = clock.now();
    ended.attributes.push_back({"http.response.status_code", std::int64_t{answer.status}});
    if (answer.status >= 500) ended.error = "statut " + std::to_string(answer.status);
    tracer.record(std::move(ended));
    respond(std::move(answer));
  };
}

}  // namespace

std::string enter_trace(const TraceOutlet& outlet, const Clock& clock, const http::Request& request,
                        http::Responder& respond) {
  const auto caller = context_of(request);
  if (caller && (!caller->sampled || !outlet.tracer)) return traces::format_traceparent(*caller);
  if (!outlet.tracer) return {};
  const auto own = caller ? Context{caller->trace, traces::new_span_id(), true} : outlet.tracer->begin();
  if (!own) return {};
  auto span = span_of(request, outlet.service, *own);
  if (caller) span.parent = caller->span;
  span.start = clock.now();
  respond = ending(*outlet.tracer, clock, std::move(span), std::move(respond));
  return traces::format_traceparent(*own);
}

}  // namespace comptoir::service
