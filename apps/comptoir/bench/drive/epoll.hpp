// The sockets that a generator's one thread waits for.
#pragma once
#include <sys/epoll.h>
#include <unistd.h>

#include <chrono>

namespace comptoir::bench {

class Epoll {
 public:
  Epoll() : fd_(epoll_create1(EPOLL_CLOEXEC)) {}
  ~Epoll() { close(fd_); }
  Epoll(const Epoll&) = delete;
  Epoll& operator=(const Epoll&) = delete;

  int fd() const { return fd_; }
  void add(int fd) const {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event);
  }
  /// Calls `ready(fd)` for what can be read, after at most `patience`. False when there may be more.
  template <class Ready>
  bool wait(std::chrono::nanoseconds patience, Ready ready) const {
    epoll_event events[kEvents];
    const timespec limit{patience.count() / std::nano::den, patience.count() % std::nano::den};
    const int n = epoll_pwait2(fd_, events, kEvents, &limit, nullptr);
    for (int i = 0; i < n; ++i) ready(events[i].data.fd);
    return n < kEvents;
  }

 private:
  static constexpr int kEvents = 128;
  int fd_;
};

}  // namespace comptoir::bench
