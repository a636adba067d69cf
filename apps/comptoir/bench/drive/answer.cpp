#include "apps/comptoir/bench/drive/answer.hpp"

#include <charconv>

#include "libs/base/error.hpp"
#include "libs/http/message.hpp"

namespace comptoir::bench {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::string_view kLine = "\r\n";
constexpr std::size_t kStatusAt = 9;  // after "HTTP/1.1 "

std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc{} && end != text.data() ? std::optional(value) : std::nullopt;
}

int status_of(std::string_view head) {
  const auto status = head.size() > kStatusAt ? number(head.substr(kStatusAt, 3), 10) : std::nullopt;
  if (!status) throw Permanent("réponse HTTP illisible : " + std::string(head.substr(0, 80)));
  return static_cast<int>(*status);
}

std::optional<std::size_t> length_of(std::string_view head) {
  constexpr std::string_view kName = "\r\ncontent-length: ";
  const auto low = http::lower(head);
  const auto at = low.find(kName);
  return at == low.npos ? std::nullopt : number(std::string_view(low).substr(at + kName.size()), 10);
}

}  // namespace

std::optional<RawAnswer> take_answer(std::string& buffer) {
  const auto end = buffer.find(kEndOfHead);
  if (end == buffer.npos) return std::nullopt;
  const std::string_view head(buffer.data(), end);
  const auto length = length_of(head);
  if (!length) throw Permanent("réponse HTTP sans Content-Length : " + std::string(head.substr(0, 80)));
  const auto start = end + kEndOfHead.size();
  if (buffer.size() < start + *length) return std::nullopt;
  RawAnswer answer{status_of(head), buffer.substr(start, *length)};
  buffer.erase(0, start + *length);
  return answer;
}

std::string text_field(std::string_view json, std::string_view name) {
  const auto wanted = '"' + std::string(name) + "\":\"";
  const auto at = json.find(wanted);
  if (at == json.npos) return "";
  const auto start = at + wanted.size();
  return std::string(json.substr(start, json.find('"', start) - start));
}

bool VerdictStream::open() {
  const auto end = raw_.find(kEndOfHead);
  if (open_ || end == raw_.npos) return open_;
  const auto head = http::lower(raw_.substr(0, end));
  if (status_of(head) != 200 || head.find("transfer-encoding: chunked") == head.npos)
    throw Permanent("GET /events/flux répond : " + head);
  raw_.erase(0, end + kEndOfHead.size());
  return open_ = true;
}

void VerdictStream::dechunk() {
  std::size_t at = 0;
  for (;;) {
    const auto line = raw_.find(kLine, at);
    if (line == raw_.npos) break;
    const auto size = number(std::string_view(raw_).substr(at, line - at), 16);
    if (!size || *size == 0) throw Permanent("le flux des verdicts s'est arrêté");
    const auto start = line + kLine.size();
    if (raw_.size() < start + *size + kLine.size()) break;
    text_.append(raw_, start, *size);
    at = start + *size + kLine.size();
  }
  raw_.erase(0, at);
}

std::optional<VerdictStream::Verdict> VerdictStream::next() {
  if (!open()) return std::nullopt;
  if (!raw_.empty()) dechunk();
  for (;;) {
    const auto end = text_.find("\n\n", at_);
    if (end == text_.npos) break;
    const std::string_view event(text_.data() + at_, end - at_);
    at_ = end + 2;
    if (event.find("data: ") == event.npos) continue;  // a sign of life
    return Verdict{text_field(event, "correlation_id"), text_field(event, "event_type")};
  }
  text_.erase(0, std::exchange(at_, 0));
  return std::nullopt;
}

}  // namespace comptoir::bench
