#include "libs/http/client_address.hpp"

#include <gtest/gtest.h>

namespace comptoir::http {
namespace {

std::string asked_by(const std::string& peer, const std::string& forwarded, const std::string& mandataires) {
  Request request;
  request.peer = peer;
  if (!forwarded.empty()) request.headers["x-forwarded-for"] = forwarded;
  return client_address(request, mandataires_of(mandataires));
}

TEST(ClientAddress, WithoutNamedProxiesItIsThePeer) {
  EXPECT_EQ(asked_by("127.0.0.1", "192.0.2.1", ""), "127.0.0.1");
  EXPECT_EQ(asked_by("10.0.0.9", "192.0.2.1", "10.0.0.1"), "10.0.0.9");
}

TEST(ClientAddress, ANamedProxySaysForWhomItAsks) {
  EXPECT_EQ(asked_by("10.0.0.1", "192.0.2.1", "10.0.0.1, 10.0.0.2"), "192.0.2.1");
  EXPECT_EQ(asked_by("10.0.0.1", "", "10.0.0.1"), "10.0.0.1");
}

TEST(ClientAddress, WhatTheClientWroteItselfIsNotBelieved) {
  EXPECT_EQ(asked_by("10.0.0.1", "203.0.113.7, 192.0.2.1", "10.0.0.1"), "192.0.2.1");
  EXPECT_EQ(asked_by("10.0.0.1", "203.0.113.7 , 192.0.2.1,10.0.0.2", "10.0.0.1,10.0.0.2"), "192.0.2.1");
}

}  // namespace
}  // namespace comptoir::http
