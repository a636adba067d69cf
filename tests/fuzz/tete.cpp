// The head of a request, past the rules that come first, then its framing, path and query; what is answered can be written.
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <cstdlib>

#include "libs/http/framing.hpp"
#include "libs/http/request_rules.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace comptoir;
  namespace bhttp = boost::beast::http;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  http::HeadEnd end;
  const auto head = text.substr(0, end.find(text));
  if (head.empty() || http::check_head(head)) return 0;
  bhttp::request_parser<bhttp::string_body> parser;
  parser.eager(true);
  parser.body_limit(1 << 20);
  boost::system::error_code error;
  for (std::size_t at = 0; at < size && !parser.is_done() && !error;) {
    const auto taken = parser.put(boost::asio::buffer(bytes + at, size - at), error);
    if (taken == 0) break;
    at += taken;
  }
  if (error || !parser.is_done()) {
    const auto status = http::status_of(error);
    if (status < 400 || status > 599) std::abort();
    return 0;
  }
  auto request = http::to_request(parser.release());
  if (http::parse_target(request) && request.path.find('\0') != request.path.npos) std::abort();
  std::string out;
  http::serialize(out, {200, request.body}, {});
  return 0;
}
