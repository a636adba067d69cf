#include "libs/http/message.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "libs/base/utf8.hpp"

namespace comptoir::http {
namespace {

std::optional<char> unescape(std::string_view hex) {
  unsigned code = 0;
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
  if (hex.size() != 2 || error != std::errc{} || end != hex.data() + 2 || code == 0) return std::nullopt;
  return static_cast<char>(code);
}

bool decode(std::string_view text, bool form, std::string& out) {
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += form && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const auto byte = unescape(text.substr(i + 1, 2));
    if (!byte) return false;
    out += *byte;
    i += 2;
  }
  return is_utf8(out);
}

bool parse_query(std::string_view text, std::map<std::string, std::string>& query) {
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    std::string key, value;
    if (!decode(pair.substr(0, equals), true, key)) return false;
    if (equals < pair.size() && !decode(pair.substr(equals + 1), true, value)) return false;
    query[std::move(key)] = std::move(value);
  }
  return true;
}

// A proxy's request line may carry "http://host/path"; OPTIONS of the root is then of the whole server.
std::string without_origin(const std::string& target) {
  if (target.starts_with('/')) return target;
  const auto authority = target.find("://");
  if (authority == target.npos) return target;
  const auto path = target.find_first_of("/?", authority + 3);
  if (path == target.npos) return "/";
  return target[path] == '/' ? target.substr(path) : "/" + target.substr(path);
}

}  // namespace

bool parse_target(Request& request) {
  request.target = without_origin(request.target);
  const std::string_view target = request.target;
  const auto mark = std::min(target.find('?'), target.size());
  request.path.clear();
  request.query.clear();
  return decode(target.substr(0, mark), false, request.path) &&
         parse_query(target.substr(std::min(mark + 1, target.size())), request.query);
}

std::string_view raw_path(const Request& request) {
  const std::string_view target = request.target.empty() ? request.path : request.target;
  return target.substr(0, target.find('?'));
}

bool decode_escapes(std::string_view text, std::string& out) {
  out.clear();
  if (text.find('%') != text.npos) return decode(text, false, out);
  out = text;
  return true;
}

std::string lower(std::string_view ascii) {
  std::string text(ascii);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  return text;
}

}  // namespace comptoir::http
