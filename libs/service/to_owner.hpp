// Commands that reach an instance which is not the owner go on to the one that is. Thread-safe.
#pragma once
#include <deque>
#include <memory>
#include <mutex>

#include "libs/http/router.hpp"

namespace comptoir::service {

class ToOwner {
 public:
  /// `proof`: what other instances know us by, the value of http::kRelayed.
  explicit ToOwner(std::string proof) : proof_(std::move(proof)) {}

  /// False when the request was sent here by another instance: it must not go in circles. Else it will be answered by the
  /// owner at that base URL, or by 502 or 503.
  bool forward(const std::string& url, const http::Request&, const http::Responder&);

 private:
  std::shared_ptr<const http::Router> way_to(const std::string& url);

  struct Way {
    std::string url;
    std::shared_ptr<const http::Router> router;
  };
  const std::string proof_;
  std::mutex mutex_;
  std::deque<Way> ways_;  ///< to those that were the owner, the oldest first
};

}  // namespace comptoir::service
