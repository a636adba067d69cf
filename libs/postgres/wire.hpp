// Integers and instants as PostgreSQL puts them on the wire: big-endian, microseconds from 2000-01-01.
#pragma once
#include <endian.h>

#include <cstring>
#include <string>

#include "libs/base/clock.hpp"

namespace comptoir::postgres::wire {

inline constexpr std::int64_t kEpochOffset = 946'684'800'000'000;

inline void put16(std::string& out, std::uint16_t v) {
  v = htobe16(v);
  out.append(reinterpret_cast<const char*>(&v), sizeof v);
}

inline void put32(std::string& out, std::uint32_t v) {
  v = htobe32(v);
  out.append(reinterpret_cast<const char*>(&v), sizeof v);
}

inline void put64(std::string& out, std::int64_t v) {
  const std::uint64_t be = htobe64(static_cast<std::uint64_t>(v));
  out.append(reinterpret_cast<const char*>(&be), sizeof be);
}

inline std::uint16_t get16(const char* p) {
  std::uint16_t v;
  std::memcpy(&v, p, sizeof v);
  return be16toh(v);
}

inline std::uint32_t get32(const char* p) {
  std::uint32_t v;
  std::memcpy(&v, p, sizeof v);
  return be32toh(v);
}

inline std::int64_t get64(const char* p) {
  std::uint64_t v;
  std::memcpy(&v, p, sizeof v);
  return static_cast<std::int64_t>(be64toh(v));
}

inline std::int64_t to_wire(Instant at) { return at.time_since_epoch().count() - kEpochOffset; }
inline Instant from_wire(std::int64_t v) { return Instant{std::chrono::microseconds{v + kEpochOffset}}; }

}  // namespace comptoir::postgres::wire
