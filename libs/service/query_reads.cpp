#include "libs/service/query_reads.hpp"

#include <algorithm>

#include "libs/service/api.hpp"

namespace comptoir::service {
namespace {

thread_local QueryReads* reads = nullptr;

template <class Known>
void refuse_unless(const http::Request& request, Known known) {
  std::vector<json::FieldError> errors;
  for (const auto& [name, value] : request.query)
    if (!known(name)) errors.push_back({name, "paramètre inconnu ici"});
  if (!errors.empty()) throw Refusal{invalid(std::move(errors))};
}

}  // namespace

QueryReads::QueryReads() : outer_(reads) { reads = this; }

QueryReads::~QueryReads() { reads = outer_; }

void QueryReads::note(std::string_view name) {
  if (reads) reads->names_.emplace_back(name);
}

void QueryReads::refuse_others(const http::Request& request) {
  if (!reads || request.query.empty()) return;
  refuse_unless(request,
                [](const std::string& name) { return std::ranges::find(reads->names_, name) != reads->names_.end(); });
}

void refuse_unknown_query(const http::Request& request, std::initializer_list<std::string_view> known) {
  refuse_unless(request, [&](const std::string& name) { return std::ranges::find(known, name) != known.end(); });
}

}  // namespace comptoir::service
