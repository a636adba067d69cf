#include "libs/http/client_address.hpp"

namespace comptoir::http {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes the last of a list with commas off it.
std::string_view take_last(std::string_view& list) {
  const auto comma = list.rfind(',');
  const auto last = trimmed(comma == list.npos ? list : list.substr(comma + 1));
  list = comma == list.npos ? std::string_view() : list.substr(0, comma);
  return last;
}

}  // namespace

Mandataires mandataires_of(std::string_view list) {
  Mandataires out;
  while (!list.empty())
    if (const auto one = take_last(list); !one.empty()) out.emplace(one);
  return out;
}

std::string client_address(const Request& request, const Mandataires& mandataires) {
  std::string_view address = request.peer;
  const auto said = request.headers.find("x-forwarded-for");
  auto list = said == request.headers.end() ? std::string_view() : std::string_view(said->second);
  while (mandataires.contains(address) && !list.empty())
    if (const auto before = take_last(list); !before.empty()) address = before;
  return std::string(address);
}

}  // namespace comptoir::http
