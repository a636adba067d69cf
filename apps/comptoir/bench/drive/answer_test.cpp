#include "apps/comptoir/bench/drive/answer.hpp"

#include <gtest/gtest.h>

#include "libs/base/error.hpp"

namespace comptoir::bench {
namespace {

TEST(Answer, is_taken_when_whole_and_leaves_the_rest) {
  std::string buffer = "HTTP/1.1 202 Accepted\r\nServer: x\r\nContent-Length: 4\r\n\r\nab";
  EXPECT_FALSE(take_answer(buffer));
  buffer += "cdHTTP/1.1 2";
  const auto answer = take_answer(buffer);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "abcd");
  EXPECT_EQ(buffer, "HTTP/1.1 2");
}

TEST(Answer, without_a_length_is_refused) {
  std::string buffer = "HTTP/1.1 200 OK\r\n\r\n";
  EXPECT_THROW(take_answer(buffer), Permanent);
}

std::string chunk(const std::string& text) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", text.size());
  return size + text + "\r\n";
}

const std::string kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string event(int position, const std::string& id) {
  return "id: " + std::to_string(position) +
         "\nevent: VenteConfirmee\ndata: {\"position\":" + std::to_string(position) +
         ",\"evenement\":{\"event_type\":\"VenteConfirmee\",\"correlation_id\":\"" + id + "\"}}\n\n";
}

TEST(VerdictStream, reads_events_however_they_are_cut) {
  const auto all = event(1, "cmd-a") + ": vivant\n\n" + event(9, "cmd-b");
  const auto wire = kHead + chunk(all.substr(0, 30)) + chunk(all.substr(30));
  VerdictStream stream;
  std::vector<std::string> seen;
  for (const char byte : wire) {
    stream.feed({&byte, 1});
    while (const auto verdict = stream.next()) seen.push_back(verdict->commande_id + ' ' + verdict->type);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"cmd-a VenteConfirmee", "cmd-b VenteConfirmee"}));
}

TEST(VerdictStream, an_end_is_an_error_and_not_a_pause) {
  VerdictStream stream;
  stream.feed(kHead + "0\r\n\r\n");
  EXPECT_THROW(stream.next(), Permanent);
}

TEST(VerdictStream, a_refusal_is_told) {
  VerdictStream stream;
  stream.feed("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THROW(stream.open(), Permanent);
}

}  // namespace
}  // namespace comptoir::bench
