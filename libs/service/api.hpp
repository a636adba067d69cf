// What the HTTP edges of all rooms share: path numbers, paging, answers.
#pragma once
#include "libs/http/problem.hpp"
#include "libs/json/fields.hpp"
#include "libs/json/writer.hpp"
#include "libs/service/room.hpp"

namespace comptoir::service {

inline constexpr std::int64_t kMaxPage = 1000, kDefaultPage = 100;
/// A page ends with the row that passes this, whatever was asked for; `curseur` then goes on as after a full one.
inline constexpr std::int64_t kPageBytes = 512 * 1024;

/// The integer of a path segment; Refusal 404 when it is none, or not as we write it: "07" is no second name of 7.
std::int64_t path_id(const http::Request&, const std::string& name);

/// A query parameter's integer, within [min, max]; Refusal 422 that names it otherwise.
std::optional<std::int64_t> query_int(const http::Request&, const std::string& name, std::int64_t min,
                                      std::int64_t max);
/// A day "2010-12-01"; Refusal 422 otherwise.
std::optional<Instant> query_day(const http::Request&, const std::string& name);
/// RFC 3339 in UTC; Refusal 422 otherwise.
std::optional<Instant> query_instant(const http::Request&, const std::string& name);
/// "true" or "false"; Refusal 422 otherwise.
std::optional<bool> query_bool(const http::Request&, const std::string& name);
/// Refusal 422 when it has a control character.
std::optional<std::string> query_text(const http::Request&, const std::string& name);

/// One of `words`; Refusal 422 that says them otherwise.
std::optional<std::string> query_word(const http::Request&, const std::string& name,
                                      std::span<const std::string_view> words);

/// `limite` and `curseur` of a list. The cursor is opaque to callers: the last key of the page before, as text.
struct Page {
  std::int64_t limit = kDefaultPage;
  std::optional<std::string> after;
  /// The cursor as an integer key, 0 at the start; Refusal 422 when it is no integer.
  std::int64_t after_int() const;
};
Page page_of(const http::Request&);

/// `select`, which ends with its ORDER BY and LIMIT, without the rows behind the one whose `bytes` (an expression of its columns,
/// not more than what list() writes of the row) bring the sum to kPageBytes: the database does not even send them.
std::string within_page(const std::string& select, const std::string& bytes);

/// `{"elements": [...], "curseur": ...}`; `element(Writer&, row)` writes each of the first `limit` rows of `rows`
/// (ask SQL for limit + 1, and by within_page() where rows may be large), `key(row)` gives its cursor.
template <class Element, class KeyOf>
http::Response list(const postgres::Result& rows, const Page& page, Element element, KeyOf key) {
  json::Writer w;
  const int most = std::min<int>(rows.rows(), static_cast<int>(page.limit));
  int n = 0;
  w.open().key("elements").open_array();
  while (n < most && std::ssize(w.text()) < kPageBytes) element(w, n++);
  // What is full by its bytes may have ended in the database already.
  const bool more = rows.rows() > n || std::ssize(w.text()) >= kPageBytes;
  w.close_array();
  w.field("curseur", more ? std::optional(std::string(key(n - 1))) : std::nullopt).close();
  return {200, std::move(w).text(), "application/json", {}};
}

http::Response json_response(int status, std::string body);
http::Response not_found(std::string_view what);
http::Response conflict(std::string_view detail, std::vector<json::FieldError> erreurs = {});
http::Response invalid(std::vector<json::FieldError> erreurs);  ///< 422
http::Response unavailable(std::string_view detail);            ///< 503: it may be done at another time

}  // namespace comptoir::service
