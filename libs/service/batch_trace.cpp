#include "libs/service/batch_trace.hpp"

#include <algorithm>

namespace comptoir::service {
namespace {

using traces::Attribute;
using traces::Context;
using traces::Kind;
using traces::Span;

std::int64_t milliseconds(Instant from, Instant to) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(to - from).count();
}

std::vector<Attribute> attributes_of(const Origin& o) {
  return {{"comptoir.evenement", o.event_type},      {"comptoir.evenement_id", o.event_id},
          {"comptoir.saga", o.correlation_id},       {"comptoir.cle", o.cle},
          {"messaging.destination.name", o.stream},  {"messaging.message.id", std::to_string(o.seq) + "-0"},
          {"messaging.system", std::string("redis")}};
}

std::vector<Attribute> attributes_of(const journal::Entry& e) {
  return {{"comptoir.evenement", e.event_type},      {"comptoir.evenement_id", e.event_id},
          {"comptoir.agregat", e.aggregate_id},      {"comptoir.cle", e.cle},
          {"messaging.destination.name", e.stream},  {"messaging.message.id", std::to_string(e.seq) + "-0"},
          {"messaging.system", std::string("redis")}};
}

Span published_span(const TraceOutlet& outlet, const journal::Entry& e, const Context& parent, Instant begun,
                    Instant end) {
  return {.service = outlet.service,
          .name = "publier " + e.event_type,
          .context = {parent.trace, traces::new_span_id(), true},
          .parent = parent.span,
          .kind = Kind::producer,
          .start = begun,
          .end = end,
          .attributes = attributes_of(e)};
}

/// What an envelope of ours says; its `data` is not looked at.
std::optional<Context> context_in(std::string_view envelope) {
  constexpr std::string_view kName = "\"traceparent\":\"";
  const auto head = envelope.substr(0, envelope.find("\"data\":"));
  const auto at = head.find(kName);
  if (at == head.npos) return std::nullopt;
  const auto from = at + kName.size();
  return traces::parse_traceparent(head.substr(from, head.find('"', from) - from));
}

}  // namespace

BatchTrace::BatchTrace(const TraceOutlet& outlet, Instant begun, const std::vector<Input*>& inputs)
    : outlet_(outlet), begun_(begun), committed_(begun) {
  if (!outlet_.tracer) return;
  for (const auto* input : inputs) {
    if (input->traceparent.empty()) continue;
    const auto c = traces::parse_traceparent(input->traceparent);
    if (c && c->sampled) applied_.push_back({input, c->span, {c->trace, traces::new_span_id(), true}});
  }
  std::ranges::sort(applied_, std::less{}, &Applied::input);
}

const BatchTrace::Applied* BatchTrace::find(const Input* input) const {
  const auto found = std::ranges::lower_bound(applied_, input, std::less{}, &Applied::input);
  return found != applied_.end() && found->input == input ? &*found : nullptr;
}

std::string BatchTrace::context_of(const Input& cause) const {
  const auto* applied = find(&cause);
  return applied ? traces::format_traceparent(applied->own) : cause.traceparent;
}

Span BatchTrace::batch_span(const Batch& batch, Instant end) const {
  Span span{.service = outlet_.service,
            .name = "lot",
            .context = {traces::new_trace_id(), traces::new_span_id(), true},
            .start = begun_,
            .end = end,
            .attributes = {{"comptoir.lot.entrees", static_cast<std::int64_t>(batch.inputs().size())},
                           {"comptoir.lot.evenements", static_cast<std::int64_t>(batch.emitted().size())}}};
  for (const auto& applied : applied_) span.links.push_back(applied.own);
  return span;
}

Span BatchTrace::applied_span(const Applied& applied, const Context& batch) const {
  Span span{.service = outlet_.service,
            .name = "appliquer la requête",
            .context = applied.own,
            .parent = applied.parent,
            .start = begun_,
            .end = committed_,
            .links = {batch}};
  if (const auto& o = applied.input->origin) {
    span.name = "appliquer " + o->event_type;
    span.kind = Kind::consumer;
    span.attributes = attributes_of(*o);
    span.attributes.push_back({"comptoir.attente_ms", milliseconds(o->timestamp, begun_)});
  }
  return span;
}

void BatchTrace::published(const Batch& batch, const std::vector<journal::Entry>& entries,
                           const std::map<std::string, std::int64_t>& published, Instant at) const {
  if (applied_.empty()) return;
  std::vector<Span> spans{batch_span(batch, at)};
  const auto whole = spans[0].context;
  for (const auto& applied : applied_) spans.push_back(applied_span(applied, whole));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto* cause = find(batch.emitted()[i].cause);
    const auto top = published.find(entries[i].stream);
    if (cause && top != published.end() && top->second >= entries[i].seq)
      spans.push_back(published_span(outlet_, entries[i], cause->own, committed_, at));
  }
  outlet_.tracer->record(std::move(spans));
}

void told_later(const TraceOutlet& outlet, const journal::Entry& e, Instant begun, Instant end) {
  if (!outlet.tracer) return;
  const auto context = context_in(e.enveloppe);
  if (!context || !context->sampled) return;
  auto span = published_span(outlet, e, *context, begun, end);
  span.attributes.push_back({"comptoir.apres_coup", std::string("true")});
  outlet.tracer->record(std::move(span));
}

void told_aside(const TraceOutlet& outlet, const Delivery& d, Instant at) {
  if (!outlet.tracer || d.input.traceparent.empty()) return;
  const auto context = traces::parse_traceparent(d.input.traceparent);
  if (!context || !context->sampled || !d.is_event()) return;
  outlet.tracer->record({.service = outlet.service,
                         .name = "mettre de côté " + d.input.origin->event_type,
                         .context = {context->trace, traces::new_span_id(), true},
                         .parent = context->span,
                         .kind = Kind::consumer,
                         .start = at,
                         .end = at,
                         .attributes = attributes_of(*d.input.origin),
                         .error = d.poison});
}

}  // namespace comptoir::service
