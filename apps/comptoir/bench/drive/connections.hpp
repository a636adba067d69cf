// Kept-alive connections to the API: a request goes to an idle one, else to a new one, else it waits for the next.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>

#include "apps/comptoir/bench/drive/answer.hpp"
#include "apps/comptoir/bench/drive/socket.hpp"

namespace comptoir::bench {

class Connections {
 public:
  /// `answered(tag, answer)`: status 0 and a reason as body when the connection broke.
  using Answered = std::function<void(std::size_t tag, const RawAnswer&)>;
  /// Registers sockets with `epoll`, fd as data. `ready` are opened at once.
  Connections(http::Url url, int epoll, std::size_t limit, std::size_t ready, Answered answered);

  void send(std::size_t tag, std::string request);
  /// Something came on `fd`. False when it is not one of ours.
  bool readable(int fd);

 private:
  struct Connection {
    explicit Connection(const http::Url& url) : socket(url) {}
    Socket socket;
    std::string in;
    std::optional<std::size_t> tag;  ///< of the request under way
  };
  struct Waiting {
    std::size_t tag;
    std::string request;
  };
  Connection* open();
  Connection* free_one();
  void give(Connection&, Waiting);
  void broken(int fd, Connection&);
  void next_for(Connection&);

  http::Url url_;
  int epoll_;
  std::size_t limit_;
  Answered answered_;
  std::unordered_map<int, std::unique_ptr<Connection>> all_;
  std::vector<Connection*> idle_;
  std::deque<Waiting> waiting_;
};

}  // namespace comptoir::bench
