// Asio's types, as this server uses them: everything of one connection on its own strand.
#pragma once
#include <boost/asio.hpp>
#include <chrono>

namespace comptoir::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;
using Acceptor = asio::basic_socket_acceptor<tcp, Strand>;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Strand>;
template <class T>
using Task = asio::awaitable<T, Strand>;

inline constexpr asio::use_awaitable_t<Strand> kAwait;

}  // namespace comptoir::http
