#include "libs/http/request_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>

#include "libs/http/words.hpp"

namespace comptoir::http {
namespace {

enum CharClass : unsigned char { kToken = 1, kTarget = 2, kHost = 4, kValue = 8, kDigit = 16 };

constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> classes{};
  const auto mark = [&](std::string_view characters, unsigned char bits) {
    for (const char c : characters) classes[static_cast<unsigned char>(c)] |= bits;
  };
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", kToken | kTarget | kHost);
  mark("0123456789", kDigit);
  mark("!#$%&'*+-.^_`|~", kToken);
  mark("-._~!$&'()*+,;=%", kHost | kTarget);
  mark(":@/?", kTarget);
  for (int c = 0x20; c < 0x100; ++c)
    if (c != 0x7f) classes[static_cast<std::size_t>(c)] |= kValue;
  mark("\t", kValue);
  return classes;
}
constexpr auto kClasses = make_classes();

// Without a branch per byte: this is on the way of every request. `bit`: one class.
bool all(std::string_view text, unsigned char bit) {
  unsigned char common = bit;
  for (const char c : text) common &= kClasses[static_cast<unsigned char>(c)];
  return common != 0;
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// `word` in lower case.
bool same(std::string_view text, std::string_view word) { return std::ranges::equal(text, word, {}, small); }

std::string_view cut(std::string_view& text, char at) {
  const auto end = std::min(text.find(at), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"};

HeadRefusal refuse(std::string_view why) { return {400, why}; }

// ---- request line: RFC 9112 §3 ----

HeadRefusal check_version(std::string_view version) {
  const bool formed = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.' &&
                      all(version.substr(5, 1), kDigit) && all(version.substr(7, 1), kDigit);
  if (!formed) return refuse("la version n'est pas HTTP/1.1");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return {505, "HTTP/1.1 seulement"};
  return {};
}

HeadRefusal check_absolute(std::string_view target) {
  const auto scheme = target.substr(0, std::min(target.find("://"), target.size()));
  if (scheme.size() == target.size()) return refuse("la cible n'est ni un chemin ni une URL http://");
  if (same(scheme, "https")) return {421, "ici ne répond que http://"};
  if (!same(scheme, "http")) return refuse("la cible n'est ni un chemin ni une URL http://");
  if (!Authority::parse(authority_of(target)).valid) return refuse("l'hôte de la cible n'est pas hôte[:port]");
  return {};
}

HeadRefusal check_target(std::string_view method, std::string_view target) {
  if (target.empty()) return refuse("la cible manque");
  if (!all(target, kTarget)) return refuse("la cible contient un caractère qui doit être encodé en %XX");
  if (target == "*") return method == "OPTIONS" ? HeadRefusal{} : refuse("la cible * est pour OPTIONS");
  return target.front() == '/' ? HeadRefusal{} : check_absolute(target);
}

struct RequestLine {
  std::string_view method{}, target{}, version{};
};

HeadRefusal check_request_line(std::string_view line, RequestLine& read) {
  read.method = cut(line, ' ');
  if (read.method.empty() || !all(read.method, kToken)) return refuse("la méthode n'est pas un mot");
  read.target = cut(line, ' ');
  read.version = line;
  if (const auto refused = check_version(read.version)) return refused;
  if (std::ranges::find(kMethods, read.method) == std::end(kMethods)) return {501, "méthode inconnue"};
  return check_target(read.method, read.target);
}

// ---- fields that say how long the message is, and for whom: RFC 9112 §3.2, §6 ----

struct Framed {
  int hosts = 0, lengths = 0, types = 0;
  bool encoded = false;       // a Transfer-Encoding field is there
  int codings = 0;            // in all of them
  bool chunked_last = false;  // ... and the last one is chunked
  int chunked = 0;
  bool strange = false;  // a coding that is no word, or has parameters
};

HeadRefusal check_length(std::string_view value) {
  std::uint64_t length = 0;
  if (value.empty() || !all(value, kDigit)) return refuse("Content-Length n'est pas un nombre");
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  return error == std::errc{} ? HeadRefusal{} : refuse("Content-Length est trop grand");
}

void read_codings(std::string_view list, Framed& framed) {
  framed.encoded = true;
  framed.strange = framed.strange || list.ends_with(',');
  do {
    const auto coding = trimmed(cut(list, ','));
    ++framed.codings;
    framed.chunked_last = same(coding, "chunked");
    framed.chunked += framed.chunked_last;
    framed.strange = framed.strange || coding.empty() || !all(coding, kToken);
  } while (!list.empty());
}

HeadRefusal check_field(std::string_view name, std::string_view value, bool http10, Framed& framed) {
  if (same(name, "host")) {
    if (++framed.hosts > 1) return refuse("plusieurs en-têtes Host");
    if (!Authority::parse(value).valid) return refuse("Host n'est pas hôte[:port]");
  } else if (same(name, "content-length")) {
    if (++framed.lengths > 1) return refuse("plusieurs Content-Length");
    return check_length(value);
  } else if (same(name, "transfer-encoding")) {
    read_codings(value, framed);
  } else if (same(name, "content-type")) {
    if (++framed.types > 1) return refuse("plusieurs Content-Type");
  } else if (same(name, "expect") && !http10 && !same(value, "100-continue")) {
    return {417, "seul 100-continue peut être attendu"};
  }
  return {};
}

HeadRefusal check_framing(const Framed& framed, bool http10) {
  if (framed.hosts == 0 && !http10) return refuse("l'en-tête Host manque");
  if (!framed.encoded) return {};
  if (framed.lengths > 0) return refuse("Transfer-Encoding et Content-Length ensemble");
  if (http10) return refuse("HTTP/1.0 ne connaît pas Transfer-Encoding");
  if (framed.strange || framed.chunked != 1 || !framed.chunked_last)
    return refuse("Transfer-Encoding ne finit pas par un seul chunked");
  return framed.codings == 1 ? HeadRefusal{} : HeadRefusal{501, "Transfer-Encoding : chunked seulement"};
}

HeadRefusal check_line(std::string_view line, bool http10, Framed& framed) {
  if (line.front() == ' ' || line.front() == '\t') return refuse("un en-tête ne continue pas à la ligne");
  const auto colon = line.find(':');
  if (colon == line.npos) return refuse("une ligne d'en-tête n'a pas de deux-points");
  const auto name = line.substr(0, colon);
  if (name.empty() || !all(name, kToken)) return refuse("le nom d'un en-tête n'est pas un mot");
  const auto value = trimmed(line.substr(colon + 1));
  if (!all(value, kValue)) return refuse("un en-tête contient un caractère de contrôle");
  return check_field(name, value, http10, framed);
}

bool is_port(std::string_view port) {
  std::uint16_t number = 0;
  const auto end = port.data() + port.size();
  const auto read = std::from_chars(port.data(), end, number);
  return port.empty() || (all(port, kDigit) && read.ec == std::errc{} && read.ptr == end);
}

}  // namespace

std::size_t HeadEnd::find(std::string_view text) {
  for (auto at = text.find('\n', seen_); at != text.npos; at = text.find('\n', seen_)) {
    seen_ = at + 1;
    broken_ = broken_ || at == 0 || text[at - 1] != '\r';
    if (broken_) return 0;
    if (at == 1 || (at >= 3 && text[at - 2] == '\n')) return seen_;
  }
  seen_ = text.size();
  return 0;
}

HeadRefusal check_head(std::string_view head) {
  if (!head.ends_with("\r\n\r\n")) return refuse("la ligne de requête manque");
  head.remove_suffix(2);
  const auto line = [&head] {
    const auto end = head.find("\r\n");
    const auto text = head.substr(0, end);
    head.remove_prefix(end + 2);
    return text;
  };
  RequestLine request;
  if (const auto refused = check_request_line(line(), request)) return refused;
  const bool http10 = request.version == "HTTP/1.0";
  Framed framed;
  while (!head.empty())
    if (const auto refused = check_line(line(), http10, framed)) return refused;
  return check_framing(framed, http10);
}

Authority Authority::parse(std::string_view text) {
  Authority read;
  const bool bracket = text.starts_with('[');
  const auto end = bracket ? text.find(']') : text.find(':');
  if (bracket && end == text.npos) return read;
  read.host = text.substr(bracket ? 1 : 0, bracket ? end - 1 : end);
  auto rest = text.substr(std::min(text.size(), bracket ? end + 1 : read.host.size()));
  if (rest.starts_with(':')) {
    read.port = rest.substr(1);
    rest = {};
  }
  const bool host =
      bracket ? std::ranges::all_of(
                    read.host,
                    [](char c) { return c == ':' || c == '.' || std::isxdigit(static_cast<unsigned char>(c)) != 0; })
              : all(read.host, kHost);
  read.valid = host && !read.host.empty() && rest.empty() && is_port(read.port);
  return read;
}

std::string_view authority_of(std::string_view target) {
  if (target.starts_with('/')) return {};
  const auto scheme = target.find("://");
  if (scheme == target.npos) return {};
  const auto rest = target.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/?"));
}

bool is_json(std::string_view content_type) {
  if (!same(trimmed(cut(content_type, ';')), "application/json")) return false;
  while (!content_type.empty()) {
    auto parameter = trimmed(cut(content_type, ';'));
    if (!same(trimmed(cut(parameter, '=')), "charset")) continue;
    if (parameter.size() > 1 && parameter.starts_with('"') && parameter.ends_with('"'))
      parameter = parameter.substr(1, parameter.size() - 2);
    if (!same(parameter, "utf-8")) return false;
  }
  return true;
}

}  // namespace comptoir::http
