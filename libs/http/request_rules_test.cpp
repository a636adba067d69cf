#include "libs/http/request_rules.hpp"

#include <gtest/gtest.h>

namespace comptoir::http {
namespace {

int of(std::string_view fields, std::string_view line = "POST /x HTTP/1.1") {
  return check_head(std::string(line) + "\r\n" + std::string(fields) + "\r\n").status;
}
int of_line(std::string_view line) { return of("Host: a\r\n", line); }
int with(std::string_view fields) { return of("Host: a\r\n" + std::string(fields) + "\r\n"); }

TEST(HeadEnd, FindsTheEmptyLineHoweverTheBytesCome) {
  const std::string_view text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nreste";
  HeadEnd end;
  std::size_t size = 0;
  for (std::size_t n = 1; n <= text.size() && size == 0; ++n) size = end.find(text.substr(0, n));
  EXPECT_EQ(size, text.size() - 5);
  EXPECT_EQ(HeadEnd().find(text), text.size() - 5);
}

TEST(HeadEnd, SeesABareLineFeedAtOnce) {
  HeadEnd end;
  EXPECT_EQ(end.find("GET / HTTP/1.1\nHost"), 0u);
  EXPECT_TRUE(end.broken());
}

TEST(CheckHead, RequestLine) {
  for (const auto* good : {"GET / HTTP/1.1", "GET /a?b=c/d?e HTTP/1.1", "OPTIONS * HTTP/1.1", "GET http://a/b HTTP/1.1",
                           "GET HTTP://a:80?q HTTP/1.0", "TRACE / HTTP/1.1"})
    EXPECT_EQ(of_line(good), 0) << good;
  for (const auto* bad : {"GET  / HTTP/1.1",
                          "GET / HTTP/1.1 ",
                          " GET / HTTP/1.1",
                          "GET /a b HTTP/1.1",
                          "GET /",
                          "GET",
                          "",
                          "G(T / HTTP/1.1",
                          "GET / http/1.1",
                          "GET / HTTP/1",
                          "GET / HTTP/11",
                          "GET /#a HTTP/1.1",
                          "GET /\xc3\xa9 HTTP/1.1",
                          "GET * HTTP/1.1",
                          "GET a HTTP/1.1",
                          "GET a:80 HTTP/1.1",
                          "GET ftp://a/ HTTP/1.1",
                          "GET http:///x HTTP/1.1",
                          "GET http://u@a/ HTTP/1.1",
                          "GET http://a:x/ HTTP/1.1",
                          "GET /<b> HTTP/1.1",
                          "GET\t/ HTTP/1.1",
                          "GET /\x01 HTTP/1.1"})
    EXPECT_EQ(of_line(bad), 400) << bad;
  EXPECT_EQ(of_line("GET / HTTP/2.0"), 505);
  EXPECT_EQ(of_line("GET / HTTP/1.2"), 505);
  EXPECT_EQ(of_line("get / HTTP/1.1"), 501);
  EXPECT_EQ(of_line("CONNECT a:80 HTTP/1.1"), 501);
  EXPECT_EQ(of_line("GET https://a/ HTTP/1.1"), 421);
}

TEST(CheckHead, Host) {
  EXPECT_EQ(of(""), 400);
  EXPECT_EQ(of("", "POST /x HTTP/1.0"), 0);
  EXPECT_EQ(of("Host: a\r\nhost: a\r\n"), 400);
  for (const auto* good : {"a", "a.b:80", "127.0.0.1", "[::1]:8090", "a:"})
    EXPECT_EQ(of("Host: " + std::string(good) + "\r\n"), 0) << good;
  for (const auto* bad : {"", "u@a", "a b", "a:b", "a:99999", "a:+80", "[::1", "[::1]x", "[g]", ":80", "a/b", "a,b:c"})
    EXPECT_EQ(of("Host: " + std::string(bad) + "\r\n"), 400) << bad;
}

TEST(CheckHead, Fields) {
  for (const auto* good : {"a: b", "a:b", "a:", "a: \xc3\xa9", "a: b\tc", "!#$%&'*+-.^_`|~9: x"})
    EXPECT_EQ(with(good), 0);
  for (const std::string_view bad :
       {std::string_view("a : b"), std::string_view(" a: b"), std::string_view(": b"), std::string_view("a"),
        std::string_view("a\t: b"), std::string_view("a: b\rc"), std::string_view("a: b\0c", 6),
        std::string_view("a: \x7f"), std::string_view("a: b\r\n c"), std::string_view("a(b): c")})
    EXPECT_EQ(with(bad), 400) << bad;
}

TEST(CheckHead, Length) {
  for (const auto* good :
       {"Content-Length: 0", "content-length:  12 ", "Content-Length: 007", "Content-Length: 18446744073709551615"})
    EXPECT_EQ(with(good), 0) << good;
  for (const auto* bad : {"Content-Length:", "Content-Length: -1", "Content-Length: +1", "Content-Length: 1 2",
                          "Content-Length: 0x1", "Content-Length: 5, 5", "Content-Length: 18446744073709551616",
                          "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5\r\nContent-Length: 6"})
    EXPECT_EQ(with(bad), 400) << bad;
}

TEST(CheckHead, TransferEncoding) {
  EXPECT_EQ(with("Transfer-Encoding: chunked"), 0);
  EXPECT_EQ(with("transfer-encoding:\tChunked "), 0);
  EXPECT_EQ(of("Transfer-Encoding: chunked\r\n", "POST /x HTTP/1.0"), 400);
  for (const auto* bad : {"xchunked", "identity", "chunked, identity", "chunked, chunked", "", "chunked,", ",chunked",
                          "chunked;a=b", "\"chunked\"", "chun ked"})
    EXPECT_EQ(with("Transfer-Encoding: " + std::string(bad)), 400) << bad;
  EXPECT_EQ(with("Transfer-Encoding: gzip, chunked"), 501);
  EXPECT_EQ(with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"), 501);
  EXPECT_EQ(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400);
  EXPECT_EQ(with("Transfer-Encoding: chunked\r\nContent-Length: 3"), 400);
  EXPECT_EQ(with("Content-Length: 3\r\nTransfer-Encoding: chunked"), 400);
}

TEST(CheckHead, Expect) {
  EXPECT_EQ(with("Expect: 100-Continue"), 0);
  EXPECT_EQ(with("Expect: 200-ok"), 417);
}

TEST(IsJson, InUtf8Only) {
  for (const auto* good : {"application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\"",
                           "application/json; a=b"})
    EXPECT_TRUE(is_json(good)) << good;
  for (const auto* bad : {"", "text/plain", "application/jsonp", "application/json, text/plain",
                          "application/json; charset=latin-1", "application/x-www-form-urlencoded"})
    EXPECT_FALSE(is_json(bad)) << bad;
}

}  // namespace
}  // namespace comptoir::http
