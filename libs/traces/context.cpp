#include "libs/traces/context.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

#include "libs/base/ids.hpp"

namespace comptoir::traces {
namespace {

// "00-<32 digits>-<16 digits>-<2 digits>"
constexpr std::size_t kVersion = 0, kTrace = 3, kSpan = 36, kFlags = 53, kLength = 55;
constexpr unsigned kSampled = 1;

/// 0 to 15; -1 for what is no digit. Capitals are none here.
int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

template <std::size_t N>
bool read(std::string_view text, std::size_t at, std::array<unsigned char, N>& out) {
  for (std::size_t i = 0; i < N; ++i) {
    const int high = digit(text[at + 2 * i]), low = digit(text[at + 2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<unsigned char>(high << 4 | low);
  }
  return true;
}

template <std::size_t N>
bool is_zero(const std::array<unsigned char, N>& id) {
  return std::ranges::all_of(id, [](auto byte) { return byte == 0; });
}

bool has_shape(std::string_view text) {
  if (text.size() < kLength || text[kTrace - 1] != '-' || text[kSpan - 1] != '-' || text[kFlags - 1] != '-')
    return false;
  std::array<unsigned char, 1> version;
  if (!read(text, kVersion, version) || version[0] == 0xff) return false;
  return text.size() == kLength || (version[0] > 0 && text[kLength] == '-');
}

template <std::size_t N>
std::string_view bytes_of(const std::array<unsigned char, N>& id) {
  return {reinterpret_cast<const char*>(id.data()), N};
}

template <std::size_t N>
std::array<unsigned char, N> random_id() {
  thread_local std::mt19937_64 random{std::random_device{}() ^ std::uint64_t{std::random_device{}()} << 32};
  std::array<unsigned char, N> id;
  do {
    for (std::size_t i = 0; i < N; i += 8) {
      const auto bits = random();
      for (std::size_t j = 0; j < 8; ++j) id[i + j] = static_cast<unsigned char>(bits >> (8 * j));
    }
  } while (is_zero(id));
  return id;
}

}  // namespace

std::optional<Context> parse_traceparent(std::string_view text) {
  Context c;
  std::array<unsigned char, 1> flags;
  if (!has_shape(text) || !read(text, kTrace, c.trace) || !read(text, kSpan, c.span) || !read(text, kFlags, flags))
    return std::nullopt;
  if (is_zero(c.trace) || is_zero(c.span)) return std::nullopt;
  c.sampled = flags[0] & kSampled;
  return c;
}

std::string format_traceparent(const Context& c) {
  return "00-" + hex_of(c.trace) + '-' + hex_of(c.span) + (c.sampled ? "-01" : "-00");
}

std::string hex_of(const TraceId& id) { return hex(bytes_of(id)); }
std::string hex_of(const SpanId& id) { return hex(bytes_of(id)); }

std::string_view trace_digits(std::string_view text) {
  return parse_traceparent(text) ? text.substr(kTrace, 2 * sizeof(TraceId)) : std::string_view();
}

TraceId new_trace_id() { return random_id<sizeof(TraceId)>(); }
SpanId new_span_id() { return random_id<sizeof(SpanId)>(); }

bool is_kept(const TraceId& id, int per_mille) {
  constexpr std::uint64_t kAll = std::uint64_t{1} << 56;
  std::uint64_t luck = 0;
  for (std::size_t i = id.size() - 7; i < id.size(); ++i) luck = luck << 8 | id[i];
  if (per_mille <= 0) return false;
  return luck >= kAll / 1000 * static_cast<std::uint64_t>(1000 - std::min(per_mille, 1000));
}

}  // namespace comptoir::traces
