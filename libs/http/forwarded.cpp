#include "libs/http/forwarded.hpp"

#include <algorithm>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <stdexcept>
#include <vector>

#include "libs/http/addresses.hpp"
#include "libs/http/words.hpp"

namespace comptoir::http {
namespace {

namespace ip = boost::asio::ip;

ip::address address_of(std::string_view text, boost::system::error_code& error) {
  return unmapped(ip::make_address(text, error));
}

template <class Network, class Address>
bool covers(const Network& network, const Address& address) {
  return Network(address, network.prefix_length()).canonical() == network.canonical();
}

}  // namespace

struct Trusted::Networks {
  std::vector<ip::network_v4> v4;
  std::vector<ip::network_v6> v6;

  void add(const std::string& word) {
    boost::system::error_code error;
    const bool v6_word = word.find(':') != word.npos;
    const auto text = word.find('/') != word.npos ? word : word + (v6_word ? "/128" : "/32");
    if (v6_word)
      v6.push_back(ip::make_network_v6(text, error));
    else
      v4.push_back(ip::make_network_v4(text, error));
    if (error) throw std::invalid_argument("`" + word + "` n'est ni une adresse ni un réseau");
  }

  bool contain(const ip::address& address) const {
    if (address.is_v4())
      return std::ranges::any_of(v4, [&](const auto& network) { return covers(network, address.to_v4()); });
    return std::ranges::any_of(v6, [&](const auto& network) { return covers(network, address.to_v6()); });
  }
};

Trusted::Trusted(std::string_view list) {
  auto networks = std::make_unique<Networks>();
  for (const auto word : words(list)) networks->add(std::string(word));
  networks_ = std::move(networks);
}
Trusted::~Trusted() = default;
Trusted::Trusted(Trusted&&) noexcept = default;
Trusted& Trusted::operator=(Trusted&&) noexcept = default;

bool Trusted::contains(std::string_view text) const {
  if (networks_->v4.empty() && networks_->v6.empty()) return false;
  boost::system::error_code error;
  const auto address = address_of(text, error);
  return !error && networks_->contain(address);
}

std::string client_address(const Request& request, const Trusted& trusted) {
  const auto said = request.headers.find("x-forwarded-for");
  if (said == request.headers.end() || !trusted.contains(request.peer)) return request.peer;
  std::string_view rest = said->second;
  std::string client = request.peer;
  while (trusted.contains(client) && !rest.empty()) {
    const auto comma = rest.rfind(',');
    const auto hop = trimmed(comma == rest.npos ? rest : rest.substr(comma + 1));
    rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
    boost::system::error_code error;
    const auto address = address_of(hop, error);
    if (error) break;  // an invented word is nobody's address: the proxy that passed it on answers for it
    client = address.to_string();
  }
  return client;
}

void drop_forwarding(Request& request) {
  std::erase_if(request.headers, [](const auto& header) {
    const std::string_view name = header.first;
    return name == "forwarded" || name == "x-real-ip" || name.starts_with("x-forwarded-") ||
           name.starts_with("x-comptoir-");
  });
}

}  // namespace comptoir::http
