// Where a consumer reads what the stream did not bring: the producer's journal.
#pragma once
#include <chrono>
#include <map>
#include <memory>

#include "libs/http/client.hpp"
#include "libs/json/fields.hpp"

namespace comptoir::service {

struct JournalPage {
  std::int64_t head = 0;
  std::vector<std::pair<std::int64_t, std::string>> events;  ///< seq and envelope, ascending
};

class JournalSource {
 public:
  virtual ~JournalSource() = default;
  /// Events with seq > after, at most `limit`. Throws Retryable when the producer cannot be asked.
  virtual JournalPage fetch(const std::string& stream, std::int64_t after, std::int64_t limit) = 0;
};

/// Asks `GET /internal/journal/{stream}` of the service that emits the stream. One thread. A service that took its time to say
/// nothing (it stands still) is left alone for a while: its caller reads other streams too.
class HttpJournalSource final : public JournalSource {
 public:
  explicit HttpJournalSource(std::map<std::string, std::string> url_of_stream) : urls_(std::move(url_of_stream)) {}
  JournalPage fetch(const std::string& stream, std::int64_t after, std::int64_t limit) override;

 private:
  std::map<std::string, std::string> urls_;
  struct Producer {
    std::unique_ptr<http::Client> client;
    std::chrono::steady_clock::time_point silent_until{};
    std::chrono::seconds silence{};
  };
  std::map<std::string, Producer> producers_;  ///< by url
};

}  // namespace comptoir::service
