// Addresses of peers.
#pragma once
#include <boost/asio/ip/address.hpp>

namespace comptoir::http {

/// An IPv4 peer as an IPv6 socket shows it (::ffff:192.0.2.7) is that IPv4 address; any other is itself.
inline boost::asio::ip::address unmapped(const boost::asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
}

}  // namespace comptoir::http
