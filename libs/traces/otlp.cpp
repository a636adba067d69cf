#include "libs/traces/otlp.hpp"

#include <unistd.h>

#include <boost/json.hpp>
#include <charconv>
#include <map>

#include "libs/json/writer.hpp"

namespace comptoir::traces {
namespace {

constexpr int kError = 2;  // STATUS_CODE_ERROR

/// int64 and fixed64 are strings of digits in this encoding.
std::string number(std::int64_t n) { return std::to_string(n); }

std::string nanoseconds(Instant t) {
  return number(std::chrono::duration_cast<std::chrono::nanoseconds>(t.time_since_epoch()).count());
}

void write(json::Writer& w, const Attribute& a) {
  w.open().field("key", a.key).key("value").open();
  if (const auto* text = std::get_if<std::string>(&a.value))
    w.field("stringValue", *text);
  else
    w.field("intValue", number(std::get<std::int64_t>(a.value)));
  w.close().close();
}

void write(json::Writer& w, const std::vector<Attribute>& attributes) {
  w.key("attributes").open_array();
  for (const auto& a : attributes) write(w, a);
  w.close_array();
}

void write_links(json::Writer& w, const std::vector<Context>& links) {
  if (links.empty()) return;
  w.key("links").open_array();
  for (std::size_t i = 0; i < std::min(links.size(), kMaxLinks); ++i)
    w.open().field("traceId", hex_of(links[i].trace)).field("spanId", hex_of(links[i].span)).close();
  w.close_array();
  if (links.size() > kMaxLinks) w.field("droppedLinksCount", links.size() - kMaxLinks);
}

void write(json::Writer& w, const Span& s) {
  w.open().field("traceId", hex_of(s.context.trace)).field("spanId", hex_of(s.context.span));
  if (s.parent) w.field("parentSpanId", hex_of(*s.parent));
  w.field("name", s.name).field("kind", static_cast<int>(s.kind));
  w.field("startTimeUnixNano", nanoseconds(s.start)).field("endTimeUnixNano", nanoseconds(s.end));
  write(w, s.attributes);
  write_links(w, s.links);
  if (!s.error.empty()) w.key("status").open().field("code", kError).field("message", s.error).close();
  w.close();
}

void write_resource(json::Writer& w, const std::string& service, const std::vector<const Span*>& spans) {
  w.open().key("resource").open();
  write(w, {{"service.name", service}, {"service.namespace", "comptoir"}, {"process.pid", std::int64_t{getpid()}}});
  w.close().key("scopeSpans").open_array().open();
  w.key("scope").open().field("name", "comptoir").close().key("spans").open_array();
  for (const auto* span : spans) write(w, *span);
  w.close_array().close().close_array().close();
}

}  // namespace

std::string encode(const std::vector<Span>& spans) {
  std::map<std::string, std::vector<const Span*>> by_service;
  for (const auto& span : spans) by_service[span.service].push_back(&span);
  json::Writer w;
  w.open().key("resourceSpans").open_array();
  for (const auto& [service, own] : by_service) write_resource(w, service, own);
  return std::move(w.close_array().close()).text();
}

std::int64_t refused_of(std::string_view response) {
  boost::json::error_code error;
  const auto value = boost::json::parse(response, error);
  if (error) return 0;
  const auto* rejected = value.find_pointer("/partialSuccess/rejectedSpans", error);
  if (!rejected) return 0;
  if (const auto* n = rejected->if_int64()) return *n;
  std::int64_t n = 0;
  if (const auto* text = rejected->if_string()) std::from_chars(text->data(), text->data() + text->size(), n);
  return n;
}

}  // namespace comptoir::traces
