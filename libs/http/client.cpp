#include "libs/http/client.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <optional>

#include "libs/http/relay.hpp"

namespace comptoir::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using Message = beast::http::request<beast::http::string_body>;
using Headers = std::vector<std::pair<std::string, std::string>>;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::uint64_t kAnswerBytes = 64 * 1024 * 1024;
constexpr std::uint32_t kAnswerHeadBytes = 64 * 1024;

Response head_of(const beast::http::response_header<>& head) {
  Response response;
  response.status = static_cast<int>(head.result_int());
  response.content_type = std::string(head[beast::http::field::content_type]);
  for (const auto& field : head)
    response.headers.emplace_back(lower({field.name_string().data(), field.name_string().size()}), field.value());
  return response;
}

std::uint16_t parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() ? port : 0;
}

}  // namespace

Url Url::parse(std::string_view text) {
  static constexpr std::string_view kScheme = "http://";
  const auto bad = [&] {
    return std::invalid_argument("\"" + std::string(text) + "\" is not http://host[:port][/base]");
  };
  if (!text.starts_with(kScheme)) throw bad();
  const auto rest = text.substr(kScheme.size());
  const auto authority = rest.substr(0, rest.find('/'));
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == authority.npos) throw bad();
  const auto colon = authority.find(':', bracket);
  Url url{std::string(authority.substr(0, colon)), 80, std::string(rest.substr(authority.size()))};
  if (colon != authority.npos) url.port = parse_port(authority.substr(colon + 1));
  if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
  if (url.host.empty() || url.port == 0) throw bad();
  while (url.base.ends_with('/')) url.base.pop_back();
  return url;
}

class Client::Connection {
 public:
  Connection(Url url, std::chrono::milliseconds timeout) : url_(std::move(url)), timeout_(timeout) {}

  /// `relays`, unless null, take the bodies that come in chunks.
  Response send(const Message& message, bool repeatable, Relays* relays);
  Message message(const std::string& method, const std::string& target, const std::string& body,
                  const Headers& headers) const;

 private:
  bool kept_alive();
  void connect();
  Response exchange(const Message& message, Relays* relays);
  void receive(Parser& parser, bool head_only);
  void close();
  /// Runs one asynchronous step to its end; the stream's expiry bounds it.
  template <class Start>
  void step(const char* what, Start start);

  Url url_;
  std::chrono::milliseconds timeout_;
  asio::io_context io_{1};
  std::optional<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  bool answering_ = false;  // a byte of the answer has come
  bool timed_out_ = false;
};

template <class Start>
void Client::Connection::step(const char* what, Start start) {
  error_code result;
  start([&result](error_code error, auto&&...) { result = error; });
  io_.restart();
  io_.run();
  if (!result) return;
  timed_out_ = result == beast::error::timeout;
  throw TransportError("http: " + url_.host + ":" + std::to_string(url_.port) + ": " + what + ": " + result.message());
}

// The server says that it closed by an end of file, which is there to read before the next request is sent.
bool Client::Connection::kept_alive() {
  if (!stream_) return false;
  error_code error;
  char byte;
  stream_->socket().non_blocking(true, error);
  stream_->socket().receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
  if (error != asio::error::would_block) close();
  return stream_.has_value();
}

void Client::Connection::close() {
  stream_.reset();
  buffer_.clear();
}

void Client::Connection::connect() {
  close();
  error_code error;
  tcp::resolver resolver(io_);
  const auto endpoints = resolver.resolve(url_.host, std::to_string(url_.port), error);
  if (error) throw TransportError("http: cannot resolve " + url_.host + ": " + error.message());
  stream_.emplace(io_);
  stream_->expires_after(timeout_);
  step("connect", [&](auto done) { stream_->async_connect(endpoints, done); });
  stream_->socket().set_option(tcp::no_delay(true), error);
}

void Client::Connection::receive(Parser& parser, bool head_only) try {
  step("receive", [&](auto done) { beast::http::async_read_header(*stream_, buffer_, parser, done); });
  if (head_only && parser.chunked()) return;
  step("receive", [&](auto done) { beast::http::async_read(*stream_, buffer_, parser, done); });
} catch (const TransportError&) {
  answering_ = parser.got_some() || buffer_.size() > 0;
  throw;
}

Response Client::Connection::exchange(const Message& message, Relays* relays) {
  Parser parser;
  parser.body_limit(kAnswerBytes);
  parser.header_limit(kAnswerHeadBytes);
  parser.skip(message.method() == beast::http::verb::head);
  answering_ = timed_out_ = false;
  stream_->expires_after(timeout_);
  step("send", [&](auto done) { beast::http::async_write(*stream_, message, done); });
  receive(parser, relays != nullptr);
  auto response = head_of(parser.get());
  if (parser.is_done()) {
    if (!parser.keep_alive()) close();
    response.body = std::move(parser.get().body());
    return response;
  }
  auto socket = stream_->release_socket();
  auto read = std::exchange(buffer_, {});
  close();
  response.stream = relays->carry(std::move(socket), std::move(read), std::move(parser));
  return response;
}

Response Client::Connection::send(const Message& message, bool repeatable, Relays* relays) try {
  const bool kept = kept_alive();
  if (!kept) connect();
  try {
    return exchange(message, relays);
  } catch (const TransportError&) {
    if (!kept || !repeatable || answering_ || timed_out_) throw;
  }
  connect();
  return exchange(message, relays);
} catch (const TransportError&) {
  close();
  throw;
}

Message Client::Connection::message(const std::string& method, const std::string& target, const std::string& body,
                                    const Headers& headers) const {
  Message message;
  message.version(11);
  message.method_string(method);
  message.target(url_.base + target);
  const auto host = url_.host.find(':') == std::string::npos ? url_.host : "[" + url_.host + "]";
  message.set(beast::http::field::host, url_.port == 80 ? host : host + ":" + std::to_string(url_.port));
  if (!body.empty()) message.set(beast::http::field::content_type, "application/json");
  for (const auto& [name, value] : headers) message.set(name, value);
  message.body() = body;
  message.prepare_payload();
  return message;
}

Client::Client(std::string_view base_url, std::chrono::milliseconds timeout)
    : connection_(std::make_unique<Connection>(Url::parse(base_url), timeout)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Response Client::send(const std::string& method, const std::string& target, const std::string& body,
                      const Headers& headers, bool repeatable) {
  return connection_->send(connection_->message(method, target, body, headers), repeatable, nullptr);
}

Response Client::send(const std::string& method, const std::string& target, const std::string& body,
                      const Headers& headers, bool repeatable, Relays& relays) {
  return connection_->send(connection_->message(method, target, body, headers), repeatable, &relays);
}

}  // namespace comptoir::http
