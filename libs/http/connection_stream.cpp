// The part of a connection that sends a body piece by piece.
#include <netinet/tcp.h>

#include "libs/http/connection.hpp"

namespace comptoir::http {
namespace {

// What the system may hold of a stream that its reader does not take, beside the piece that is here.
constexpr int kUnsentBytes = 128 * 1024;

void bound_unsent(Socket& socket) {
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof kUnsentBytes);
}

}  // namespace

Task<void> Connection::stream(Source& source, Framing framing) {
  bound_unsent(socket_);
  asio::co_spawn(socket_.get_executor(), [self = shared_from_this()] { return self->watch(); }, asio::detached);
  for (;;) {
    const Piece piece = co_await next_piece(source);
    if (piece.then == Piece::Then::cut) co_return;
    const bool written = co_await write_piece(piece, !framing.http10);
    if (!written || piece.then == Piece::Then::end) co_return;
  }
}

Task<Piece> Connection::next_piece(Source& source) {
  const auto slot = new_slot<Piece>();
  give_ = [slot](Piece piece) { Slot<Piece>::settle(slot, std::move(piece)); };
  enter(Phase::stream);
  try {
    if (!interrupted_) source.next(give_);
  } catch (...) {
    interrupted_ = true;
  }
  if (interrupted_) give_({{}, Piece::Then::cut});
  co_await settled(*slot);
  give_ = nullptr;
  co_return std::move(*slot->value);
}

Task<bool> Connection::write_piece(const Piece& piece, bool chunked) {
  const bool last = piece.then == Piece::Then::end;
  if (piece.bytes.empty() && !(last && chunked)) co_return true;
  enter(Phase::write);
  const auto head = chunked ? chunk_head(piece.bytes.size()) : std::string();
  const auto tail = chunked ? chunk_tail(piece.bytes.size(), last) : std::string_view();
  const std::array<asio::const_buffer, 3> parts{asio::buffer(head), asio::buffer(piece.bytes), asio::buffer(tail)};
  error_code error;
  co_await asio::async_write(socket_, parts, asio::redirect_error(kAwait, error));
  co_return !error;
}

// Nothing is written to a client for which there is nothing new: only a read tells that it has left.
Task<void> Connection::watch() {
  error_code error;
  std::array<char, 512> unread;
  while (!error) co_await socket_.async_read_some(asio::buffer(unread), asio::redirect_error(kAwait, error));
  interrupt();
}

void Connection::interrupt() {
  error_code ignored;
  interrupted_ = true;
  if (give_) give_({{}, Piece::Then::cut});
  socket_.cancel(ignored);
}

}  // namespace comptoir::http
