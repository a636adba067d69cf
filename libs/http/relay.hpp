// Bodies that an upstream sends piece by piece, passed on as they come: one thread carries all of them.
#pragma once
#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>

#include "libs/base/guarded_thread.hpp"
#include "libs/http/stream.hpp"

namespace comptoir::http {

/// As many streams are under way as are allowed.
struct TooManyStreams : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Relays {
 public:
  using Head = boost::beast::http::response_parser<boost::beast::http::string_body>;

  /// `limit`: streams at once; `silence`: how long an upstream may send nothing before its stream is cut.
  Relays(std::size_t limit, std::chrono::milliseconds silence);
  ~Relays();
  Relays(const Relays&) = delete;

  /// The body of an answer whose head, and no more, is in `head`; `read` is what was read beyond it. Takes the socket over.
  /// Throws TooManyStreams. Thread-safe. Sources may outlive this: they give nothing more.
  std::shared_ptr<Source> carry(boost::asio::ip::tcp::socket upstream, boost::beast::flat_buffer read, Head&& head);

 private:
  class Body;
  class Relay;
  struct Shared;

  std::shared_ptr<Shared> shared_;
  GuardedThread thread_;
};

}  // namespace comptoir::http
