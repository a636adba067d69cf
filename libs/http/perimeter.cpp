#include "libs/http/perimeter.hpp"

#include <algorithm>
#include <stdexcept>

#include "libs/http/addresses.hpp"
#include "libs/http/words.hpp"

namespace comptoir::http {
namespace {

namespace ip = boost::asio::ip;

std::string_view header(const Request& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<std::string> small_words(std::string_view list) {
  std::vector<std::string> out;
  for (const auto word : words(list)) out.push_back(lower(word));
  return out;
}

// A name that ends in a dot is the same name.
std::string host_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return lower(host);
}

// Of an origin or of a Host header: host:port, the port as the scheme has it when it is not said.
std::string place(std::string_view authority, std::string_view scheme) {
  const auto read = Authority::parse(authority);
  if (!read.valid) return {};
  const auto port = !read.port.empty() ? std::string(read.port) : scheme == "https" ? "443" : "80";
  return host_name(read.host) + "|" + port;
}

// "::1" and "[::1]" are the same address; a port is none of the configuration's business.
std::string checked_host(const std::string& word) {
  const bool v6 = word.find(':') != word.npos;
  const auto text = v6 && !word.starts_with('[') ? "[" + word + "]" : word;
  const auto read = Authority::parse(text);
  const std::string host(read.host);
  boost::system::error_code no_address;
  if (v6) ip::make_address_v6(host, no_address);
  if (!read.valid || !read.port.empty() || no_address)
    throw std::invalid_argument("`" + word + "` n'est pas un nom d'hôte");
  return host_name(host);
}

struct Origin {
  std::string_view scheme{}, authority{};
};

// Empty when it is none: "null" is nobody's.
Origin origin_of(std::string_view text) {
  const auto mark = text.find("://");
  if (mark == text.npos) return {};
  const Origin origin{text.substr(0, mark), text.substr(mark + 3)};
  const bool web = origin.scheme == "http" || origin.scheme == "https";
  return web && Authority::parse(origin.authority).valid ? origin : Origin{};
}

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE" || method == "QUERY";
}

}  // namespace

Perimeter::Perimeter(PerimeterSettings settings)
    : hosts_(small_words(settings.hosts)),
      origins_(small_words(settings.origins)),
      trusted_(settings.trusted),
      relay_proof_(std::move(settings.relay_proof)) {
  for (auto& host : hosts_) host = checked_host(host);
  for (auto& origin : origins_) {
    while (origin.ends_with('/')) origin.pop_back();
    const auto read = origin_of(origin);
    if (read.authority.empty())
      throw std::invalid_argument("`" + origin + "` n'est pas une origine https://nom[:port]");
    origin = std::string(read.scheme) + "|" + place(read.authority, read.scheme);
  }
}

// A page of another site can make a browser come here under its own name only: a name that is not ours is refused, an
// address that is ours, or the loopback's, no attacker's name resolves to without being that name.
bool Perimeter::is_ours(const Authority& authority, const std::string& local) const {
  const auto host = host_name(authority.host);
  if (host == "localhost" || std::ranges::find(hosts_, host) != hosts_.end()) return true;
  boost::system::error_code no_address, error;
  const auto asked = unmapped(ip::make_address(host, no_address));
  if (no_address) return false;
  return asked.is_loopback() || asked == unmapped(ip::make_address(local, error));
}

bool Perimeter::may_ask(const std::string& text, std::string_view host) const {
  const auto asked = lower(text);
  const auto origin = origin_of(asked);
  if (origin.authority.empty()) return false;
  const auto from = place(origin.authority, origin.scheme);
  if (from == place(host, origin.scheme)) return true;
  return std::ranges::find(origins_, std::string(origin.scheme) + "|" + from) != origins_.end();
}

HeadRefusal Perimeter::check(const Request& request, const std::string& local) const {
  const auto named = authority_of(request.target);
  const auto host = named.empty() ? header(request, "host") : named;
  if (!host.empty() && !is_ours(Authority::parse(host), local))
    return {421, "Host n'est pas d'ici ; la configuration http.hotes dit les noms d'ici"};
  const auto origin = request.headers.find("origin");
  if (origin != request.headers.end()) {
    if (may_ask(origin->second, host)) return {};
    return {403, "cette origine ne peut rien demander ici ; la configuration http.origines dit lesquelles le peuvent"};
  }
  if (header(request, "sec-fetch-site") == "cross-site" && !is_safe(request.method))
    return {403, "une page d'un autre site ne peut rien demander ici"};
  return {};
}

HeadRefusal Perimeter::check_body(const Request& request) {
  const bool writes = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (!writes || request.body.empty()) return {};
  const auto coding = lower(header(request, "content-encoding"));
  if (!coding.empty() && coding != "identity") return {415, "un corps compressé n'est pas lu ici"};
  if (is_json(header(request, "content-type"))) return {};
  return {415, "le corps doit être du JSON, avec l'en-tête Content-Type: application/json"};
}

void Perimeter::strip(Request& request) const {
  request.client = client_address(request, trusted_);
  const bool ours = !relay_proof_.empty() && header(request, kRelayed) == relay_proof_;
  if (!trusted_.contains(request.peer)) drop_forwarding(request);
  std::erase_if(request.headers, [](const auto& one) { return one.first.starts_with("x-comptoir-"); });
  if (ours) request.headers[kRelayed] = relay_proof_;
}

}  // namespace comptoir::http
