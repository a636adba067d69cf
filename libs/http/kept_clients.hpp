// The clients of a gateway, whatever upstream they are connected to. Thread-safe.
#pragma once
#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "libs/http/client.hpp"

namespace comptoir::http {

class KeptClients {
 public:
  /// `limit`: of clients at once. Those in use may exceed it, and none is then kept.
  explicit KeptClients(std::size_t limit) : limit_(limit) {}

  /// One of them, for one exchange: it is kept for the next only when told so.
  class Lease {
   public:
    Lease(KeptClients& of, const std::string& url, std::chrono::milliseconds timeout)
        : of_(of), url_(url), client_(of.take(url, timeout)) {}
    ~Lease() { of_.end(kept_ ? std::optional<Idle>({url_, std::move(client_)}) : std::nullopt); }
    Lease(const Lease&) = delete;

    Client* operator->() { return &client_; }
    void keep() { kept_ = true; }

   private:
    KeptClients& of_;
    const std::string& url_;
    Client client_;
    bool kept_ = false;
  };

 private:
  struct Idle {
    std::string url;
    Client client;
  };

  // The one to that URL that was used last, or a new one in the place of the one that nobody has used for longest.
  Client take(const std::string& url, std::chrono::milliseconds timeout) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const Idle& one) { return one.url == url; });
    if (found != idle_.rend()) {
      auto client = std::move(found->client);
      idle_.erase(std::next(found).base());
      ++used_;
      return client;
    }
    if (!idle_.empty() && used_ + idle_.size() >= limit_) idle_.pop_front();
    Client client(url, timeout);
    ++used_;
    return client;
  }

  void end(std::optional<Idle> kept) {
    const std::lock_guard lock(mutex_);
    --used_;
    if (kept && used_ + idle_.size() < limit_) idle_.push_back(std::move(*kept));
  }

  const std::size_t limit_;
  std::mutex mutex_;
  std::size_t used_ = 0;
  std::deque<Idle> idle_;  ///< the one used last is the last
};

}  // namespace comptoir::http
