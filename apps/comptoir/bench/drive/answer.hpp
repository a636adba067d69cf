// Reading HTTP answers and server-sent events from a buffer, as little as a generator needs. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace comptoir::bench {

struct RawAnswer {
  int status = 0;
  std::string body;
};

/// Takes one answer with a Content-Length off the front of `buffer`; nothing while it is not whole.
/// Throws Permanent when it is no such answer.
std::optional<RawAnswer> take_answer(std::string& buffer);

/// The text of a field of flat JSON, "" when absent: `"name":"text"`, without escapes.
std::string text_field(std::string_view json, std::string_view name);

/// The decisive events of a chunked `GET /events/flux`.
class VerdictStream {
 public:
  struct Verdict {
    std::string commande_id, type;
  };
  /// Feeds bytes as they come, the head of the answer first.
  void feed(std::string_view bytes) { raw_ += bytes; }
  /// True once the head was read; throws Permanent when it says anything but 200 and chunks.
  bool open();
  /// Nothing when no whole event is left.
  std::optional<Verdict> next();

 private:
  void dechunk();

  std::string raw_, text_;
  std::size_t at_ = 0;  ///< how far text_ was read
  bool open_ = false;
};

}  // namespace comptoir::bench
