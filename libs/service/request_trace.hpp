// A command as the trace it belongs to sees it: the span from its arrival to its answer.
#pragma once
#include "libs/http/message.hpp"
#include "libs/service/batch_trace.hpp"

namespace comptoir::service {

/// The `traceparent` of what this request causes; empty when it is in no trace. A caller's own trace is kept on, and
/// followed here when he wants it kept; else one may begin here. `respond` then also ends the span. `clock` outlives it.
std::string enter_trace(const TraceOutlet&, const Clock& clock, const http::Request&, http::Responder& respond);

}  // namespace comptoir::service
