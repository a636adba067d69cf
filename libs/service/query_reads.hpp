// A query parameter that nobody asks for is refused: a filter that was misspelt must not answer with everything.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "libs/http/message.hpp"

namespace comptoir::service {

/// Notes, while it lives, which parameters query_text() and its kin are asked for on this thread. One at a time.
class QueryReads {
 public:
  QueryReads();
  ~QueryReads();
  QueryReads(const QueryReads&) = delete;
  QueryReads& operator=(const QueryReads&) = delete;

  static void note(std::string_view name);
  /// Refusal 422 that names the parameters of the request that were not asked for. To call when all have been read: by the
  /// machinery when the handler is done, by a handler that waits before it waits.
  static void refuse_others(const http::Request&);

 private:
  std::vector<std::string> names_;
  QueryReads* outer_;
};

/// The same, for a handler whose parameters are said.
void refuse_unknown_query(const http::Request&, std::initializer_list<std::string_view> known);

}  // namespace comptoir::service
