// OTLP 1.x in JSON: the body of `POST /v1/traces` (https://opentelemetry.io/docs/specs/otlp/).
#pragma once
#include "libs/traces/span.hpp"

namespace comptoir::traces {

/// An ExportTraceServiceRequest; one resource for each service among the spans.
std::string encode(const std::vector<Span>&);

/// Spans that an ExportTraceServiceResponse says were refused; 0 when it says nothing, or is none.
std::int64_t refused_of(std::string_view response);

}  // namespace comptoir::traces
