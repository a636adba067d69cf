// The HTTP edge's half of the two places where exceptions are caught; the other is the worker's loop.
#pragma once
#include "libs/log/log.hpp"
#include "libs/service/api.hpp"
#include "libs/traces/context.hpp"

namespace comptoir::service {

/// The trace that the caller says it is in; empty when it says none.
inline std::string_view trace_of(const http::Request& request) {
  const auto header = request.headers.find("traceparent");
  return header == request.headers.end() ? std::string_view() : traces::trace_digits(header->second);
}

/// What a handler throws becomes an answer here.
template <class Work>
http::Response guarded(const http::Request& request, Work work) {
  try {
    return work();
  } catch (Refusal& r) {
    return std::move(r.response);
  } catch (const json::Invalid& e) {
    return invalid(e.erreurs);
  } catch (const Retryable& e) {
    log::warn("lecture refusée", {{"chemin", request.path}, {"trace", trace_of(request)}, {"raison", e.what()}});
    return unavailable("La base de données ne répond pas; réessayez.");
  } catch (const std::exception& e) {
    return http::incident(request.path, e.what(), trace_of(request));
  }
}

}  // namespace comptoir::service
