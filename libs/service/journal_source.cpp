#include "libs/service/journal_source.hpp"

#include "libs/base/error.hpp"

namespace comptoir::service {
namespace {

constexpr std::chrono::seconds kJournalAnswer{5};

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
  auto& client = clients_[url->second];
  if (!client) client = std::make_unique<http::Client>(url->second, kJournalAnswer);
  try {
    const auto answer = client->send(
        "GET", "/internal/journal/" + stream + "?apres=" + std::to_string(after) + "&limite=" + std::to_string(limit));
    if (answer.status != 200) throw Retryable("journal of " + stream + ": HTTP " + std::to_string(answer.status));
    return read_page(answer.body);
  } catch (const http::TransportError& e) {
    throw Retryable("journal of " + stream + ": " + e.what());
  }
}

}  // namespace comptoir::service
