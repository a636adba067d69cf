#include "libs/service/journal_source.hpp"

#include <algorithm>

#include "libs/base/error.hpp"

namespace comptoir::service {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kJournalAnswer{2};
constexpr std::chrono::milliseconds kSlow{500};  // a failure that took so long held up all that its caller reads
constexpr std::chrono::seconds kSilence{5}, kSilenceMax{20};  // until such a producer is asked again; doubles

JournalPage read_page(const std::string& body) {
  JournalPage page;
  json::read_object(body, [&](json::Fields& f) {
    f.lenient();
    page.head = f.integer("tete", 0, INT64_MAX);
    f.array("evenements", 0, 100'000, [&](json::Fields& e) {
      page.events.emplace_back(e.integer("seq", 1, INT64_MAX), e.text("evenement", 1, SIZE_MAX));
    });
    return 0;
  });
  return page;
}

}  // namespace

JournalPage HttpJournalSource::fetch(const std::string& stream, std::int64_t after, std::int64_t limit) {
  const auto url = urls_.find(stream);
  if (url == urls_.end()) throw Retryable("no service is known to emit " + stream);
  auto& producer = producers_[url->second];
  if (!producer.client) producer.client = std::make_unique<http::Client>(url->second, kJournalAnswer);
  const auto begun = steady_clock::now();
  if (begun < producer.silent_until) throw Retryable("journal of " + stream + ": its service stands still");
  try {
    const auto answer = producer.client->send(
        "GET", "/internal/journal/" + stream + "?apres=" + std::to_string(after) + "&limite=" + std::to_string(limit));
    if (answer.status != 200) throw Retryable("journal of " + stream + ": HTTP " + std::to_string(answer.status));
    producer.silence = {};
    return read_page(answer.body);
  } catch (const http::TransportError& e) {
    if (steady_clock::now() - begun >= kSlow) {
      producer.silence = std::clamp(2 * producer.silence, kSilence, kSilenceMax);
      producer.silent_until = steady_clock::now() + producer.silence;
    }
    throw Retryable("journal of " + stream + ": " + e.what());
  }
}

}  // namespace comptoir::service
