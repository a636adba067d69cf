// Which span of which trace, and how a `traceparent` says it (W3C Trace Context, https://www.w3.org/TR/trace-context/).
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace comptoir::traces {

using TraceId = std::array<unsigned char, 16>;
using SpanId = std::array<unsigned char, 8>;

struct Context {
  TraceId trace{};
  SpanId span{};
  bool sampled = false;  ///< who began the trace wants its spans to be kept
};

/// What the text says. Nothing when the recommendation calls it invalid: the caller goes on as if there had been none.
/// Of a version later than 00, what 00 knows is read.
std::optional<Context> parse_traceparent(std::string_view text);
/// In version 00, 55 characters.
std::string format_traceparent(const Context&);

/// Lower-case hexadecimal digits.
std::string hex_of(const TraceId&);
std::string hex_of(const SpanId&);

/// The trace's digits; empty when the text is no valid `traceparent`. Allocates nothing: a part of `text`.
std::string_view trace_digits(std::string_view text);

/// Random; never all zero. Thread-safe.
TraceId new_trace_id();
SpanId new_span_id();

/// Whether a trace is kept when `per_mille` of 1000 are: a function of its id alone, so that all who ask agree. The id's
/// last 56 bits are its luck, as OpenTelemetry's consistent sampling has it.
bool is_kept(const TraceId&, int per_mille);

}  // namespace comptoir::traces
