#include "libs/bus/seal.hpp"

#include "libs/base/ids.hpp"

namespace comptoir::bus {
namespace {

constexpr std::size_t kBlock = 64;  // bytes, of SHA-256

std::string_view bytes_of(const Digest& d) { return {reinterpret_cast<const char*>(d.data()), d.size()}; }

std::string masked(std::string key, char mask) {
  key.resize(kBlock, '\0');
  for (auto& c : key) c = static_cast<char>(c ^ mask);
  return key;
}

}  // namespace

Seal::Seal(std::string_view key) {
  if (key.empty()) return;
  const std::string block(key.size() > kBlock ? bytes_of(sha256(key)) : key);
  inner_ = masked(block, 0x36);
  outer_ = masked(block, 0x5c);
}

// A line end is in no stream's name and no number: no two places make the same text.
std::string Seal::of(std::string_view stream, std::int64_t seq, std::string_view envelope) const {
  if (!has_key()) return "";
  const auto number = std::to_string(seq);
  std::string text;
  text.reserve(inner_.size() + stream.size() + number.size() + envelope.size() + 2);
  text.append(inner_).append(stream).append(1, '\n').append(number).append(1, '\n').append(envelope);
  return hex(sha256(outer_ + std::string(bytes_of(sha256(text)))));
}

bool Seal::fits(std::string_view seal, std::string_view stream, std::int64_t seq, std::string_view envelope) const {
  const auto right = of(stream, seq, envelope);
  if (right.empty() || seal.size() != right.size()) return false;
  unsigned differs = 0;
  for (std::size_t i = 0; i < right.size(); ++i)
    differs |= static_cast<unsigned char>(seal[i]) ^ static_cast<unsigned char>(right[i]);
  return differs == 0;
}

}  // namespace comptoir::bus
