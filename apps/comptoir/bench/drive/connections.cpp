#include "apps/comptoir/bench/drive/connections.hpp"

#include <sys/epoll.h>

#include <algorithm>

namespace comptoir::bench {

Connections::Connections(http::Url url, int epoll, std::size_t limit, std::size_t ready, Answered answered)
    : url_(std::move(url)), epoll_(epoll), limit_(limit), answered_(std::move(answered)) {
  for (std::size_t i = 0; i < ready; ++i) idle_.push_back(open());
}

Connections::Connection* Connections::open() {
  auto made = std::make_unique<Connection>(url_);
  const int fd = made->socket.fd();
  epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
  epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  return (all_[fd] = std::move(made)).get();
}

Connections::Connection* Connections::free_one() {
  if (idle_.empty()) return all_.size() < limit_ ? open() : nullptr;
  auto* last = idle_.back();
  idle_.pop_back();
  return last;
}

void Connections::send(std::size_t tag, std::string request) {
  if (auto* connection = free_one())
    give(*connection, {tag, std::move(request)});
  else
    waiting_.push_back({tag, std::move(request)});
}

void Connections::give(Connection& connection, Waiting work) {
  connection.tag = work.tag;
  if (!connection.socket.send(work.request)) broken(connection.socket.fd(), connection);
}

void Connections::next_for(Connection& connection) {
  connection.tag.reset();
  if (waiting_.empty()) {
    idle_.push_back(&connection);
    return;
  }
  auto work = std::move(waiting_.front());
  waiting_.pop_front();
  give(connection, std::move(work));
}

void Connections::broken(int fd, Connection& connection) {
  const auto tag = connection.tag;
  std::erase(idle_, &connection);
  all_.erase(fd);
  if (tag) answered_(*tag, {0, "la connexion a été coupée"});
}

bool Connections::readable(int fd) {
  const auto found = all_.find(fd);
  if (found == all_.end()) return false;
  auto& connection = *found->second;
  const bool open = connection.socket.receive(connection.in);
  if (auto answer = take_answer(connection.in); answer && connection.tag) {
    const auto tag = *connection.tag;
    next_for(connection);
    answered_(tag, *answer);
  }
  const auto still = all_.find(fd);
  if (!open && still != all_.end() && still->second.get() == &connection) broken(fd, connection);
  return true;
}

}  // namespace comptoir::bench
