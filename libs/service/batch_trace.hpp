// What a transaction tells of the traces it serves: a span for each traced input it applied, one for itself, one for each
// event it published. A batch serves many traces, so its own span is in a trace of its own, and linked both ways with what
// it applied. When no input is traced, it costs one look at each input.
#pragma once
#include "libs/journal/journal.hpp"
#include "libs/service/delivery.hpp"
#include "libs/traces/tracer.hpp"

namespace comptoir::service {

/// Where spans go, and in whose name. Without a tracer nothing is told, and what came in goes out as it was.
struct TraceOutlet {
  traces::Tracer* tracer = nullptr;
  std::string service;  ///< as in envelopes
};

class BatchTrace {
 public:
  /// `begun`: when its transaction did.
  BatchTrace(const TraceOutlet&, Instant begun, const std::vector<Input*>&);

  /// The `traceparent` of an event that this input causes; empty when it is in no trace.
  std::string context_of(const Input& cause) const;
  /// `at`: it is true now.
  void committed(Instant at) { committed_ = at; }
  /// Ends the spans. `entries`: of the journal, one for each event the batch emitted; `published`: the highest seq on each
  /// stream. What the streams do not have yet is told by told_later().
  void published(const Batch&, const std::vector<journal::Entry>& entries,
                 const std::map<std::string, std::int64_t>& published, Instant at) const;

 private:
  struct Applied {
    const Input* input;
    traces::SpanId parent;
    traces::Context own;
  };
  const Applied* find(const Input*) const;
  traces::Span batch_span(const Batch&, Instant end) const;
  traces::Span applied_span(const Applied&, const traces::Context& batch) const;

  const TraceOutlet& outlet_;
  Instant begun_, committed_;
  std::vector<Applied> applied_;  ///< by address of the input
};

/// The span of an event that was published after its batch: Redis was away, or had lost it.
void told_later(const TraceOutlet&, const journal::Entry&, Instant begun, Instant end);

/// The span of an event that was put aside, with `d.poison` for its reason.
void told_aside(const TraceOutlet&, const Delivery& d, Instant at);

}  // namespace comptoir::service
