// One piece of work, as a collector is told of it.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "libs/base/clock.hpp"
#include "libs/traces/context.hpp"

namespace comptoir::traces {

/// OTLP's numbers.
enum class Kind { internal = 1, server = 2, client = 3, producer = 4, consumer = 5 };

struct Attribute {
  std::string_view key;  ///< a constant
  std::variant<std::string, std::int64_t> value;
};

struct Span {
  std::string service;  ///< "stock-service"
  std::string name;
  Context context;
  std::optional<SpanId> parent{};
  Kind kind = Kind::internal;
  Instant start{}, end{};
  std::vector<Attribute> attributes{};
  std::vector<Context> links{};
  std::string error{};  ///< why it failed; empty when it did not
};

inline constexpr std::size_t kMaxLinks = 128;  ///< of one span; OTLP is told how many were left out

}  // namespace comptoir::traces
