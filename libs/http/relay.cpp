#include "libs/http/relay.hpp"

#include <array>
#include <atomic>
#include <boost/beast/core/tcp_stream.hpp>

namespace comptoir::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kPieceBytes = 32 * 1024;

// Out of the context it was opened in.
tcp::socket moved_to(asio::io_context& io, tcp::socket socket) {
  const auto protocol = socket.local_endpoint().protocol();
  return {io, protocol, socket.release()};
}

}  // namespace

// Relays own it, and each Relay: what is left in `io` when the last of them goes, goes with it.
struct Relays::Shared {
  Shared(std::size_t l, std::chrono::milliseconds s) : limit(l), silence(s) {}

  const std::size_t limit;
  const std::chrono::milliseconds silence;
  std::atomic<std::size_t> open = 0;
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
};

// Everything of it happens on the thread that carries.
class Relays::Body : public std::enable_shared_from_this<Relays::Body> {
 public:
  Body(Shared& shared, tcp::socket socket, beast::flat_buffer read, Head&& head)
      : shared_(shared),
        stream_(moved_to(shared.io, std::move(socket))),
        buffer_(std::move(read)),
        parser_(std::move(head)) {
    parser_.body_limit(boost::none);
    ++shared_.open;
  }
  ~Body() { --shared_.open; }

  void next(Give give) {
    auto& body = parser_.get().body();
    body.data = bytes_.data();
    body.size = bytes_.size();
    body.more = true;
    stream_.expires_after(shared_.silence);
    beast::http::async_read_some(
        stream_, buffer_, parser_,
        [self = shared_from_this(), give = std::move(give)](error_code error, std::size_t) mutable {
          self->pass(error == beast::http::error::need_buffer ? error_code() : error, std::move(give));
        });
  }

  void close() { stream_.close(); }

 private:
  // A read may bring no more than a chunk's head: then there is nothing to pass yet.
  void pass(error_code error, Give give) {
    const std::size_t got = bytes_.size() - parser_.get().body().size;
    if (error) return give({{}, Piece::Then::cut});
    if (got == 0 && !parser_.is_done()) return next(std::move(give));
    give({{bytes_.data(), got}, parser_.is_done() ? Piece::Then::end : Piece::Then::more});
  }

  Shared& shared_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  beast::http::response_parser<beast::http::buffer_body> parser_;
  std::array<char, kPieceBytes> bytes_;
};

class Relays::Relay final : public Source {
 public:
  Relay(std::shared_ptr<Shared> shared, std::shared_ptr<Body> body)
      : shared_(std::move(shared)), body_(std::move(body)) {}
  ~Relay() override {
    asio::post(shared_->io, [body = std::move(body_)] { body->close(); });
  }

  void next(Give give) override {
    asio::post(shared_->io, [body = body_, give = std::move(give)]() mutable { body->next(std::move(give)); });
  }

 private:
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Body> body_;
};

Relays::Relays(std::size_t limit, std::chrono::milliseconds silence)
    : shared_(std::make_shared<Shared>(limit, silence)), thread_("flux relayés", [io = &shared_->io] { io->run(); }) {}

Relays::~Relays() {
  shared_->io.stop();
  thread_.join();
}

std::shared_ptr<Source> Relays::carry(tcp::socket upstream, beast::flat_buffer read, Head&& head) {
  if (shared_->open >= shared_->limit)
    throw TooManyStreams("http: " + std::to_string(shared_->limit) + " streams pass here already; try again later");
  auto body = std::make_shared<Body>(*shared_, std::move(upstream), std::move(read), std::move(head));
  return std::make_shared<Relay>(shared_, std::move(body));
}

}  // namespace comptoir::http
