#include "libs/http/forwarded.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comptoir::http {
namespace {

Request from(std::string peer, std::string said) {
  Request request;
  request.peer = std::move(peer);
  request.headers["x-forwarded-for"] = std::move(said);
  return request;
}

TEST(Trusted, KnowsAddressesAndNetworks) {
  const Trusted trusted("192.0.2.7, 10.0.0.0/8,fd00::/8");
  for (const auto* one : {"192.0.2.7", "10.9.8.7", "::ffff:10.1.1.1", "fd12::1"})
    EXPECT_TRUE(trusted.contains(one)) << one;
  for (const auto* other : {"192.0.2.8", "11.0.0.1", "fe80::1", "", "proxy"}) EXPECT_FALSE(trusted.contains(other));
  EXPECT_FALSE(Trusted().contains("127.0.0.1"));
  for (const auto* bad : {"proxy", "10.0.0.0/33", "1.2.3", "a:b"}) EXPECT_THROW(Trusted{bad}, std::invalid_argument);
}

TEST(ClientAddress, BelievesOnlyTrustedProxies) {
  const Trusted trusted("127.0.0.1,10.0.0.0/8");
  EXPECT_EQ(client_address(from("203.0.113.5", "198.51.100.1"), trusted), "203.0.113.5");
  EXPECT_EQ(client_address(from("127.0.0.1", "198.51.100.1"), trusted), "198.51.100.1");
  EXPECT_EQ(client_address(from("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.3"), trusted), "198.51.100.1");
  EXPECT_EQ(client_address(from("127.0.0.1", "10.0.0.9"), trusted), "10.0.0.9");
  EXPECT_EQ(client_address(from("127.0.0.1", "198.51.100.1, inconnu"), trusted), "127.0.0.1");
  EXPECT_EQ(client_address(from("127.0.0.1", "198.51.100.1"), Trusted()), "127.0.0.1");
}

TEST(DropForwarding, TakesWhatOnlyAProxyMaySay) {
  Request request;
  for (const auto* name :
       {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "x-comptoir-relais", "host"})
    request.headers[name] = "x";
  drop_forwarding(request);
  EXPECT_THAT(request.headers, testing::ElementsAre(testing::Pair("host", "x")));
}

}  // namespace
}  // namespace comptoir::http
