#include "services/event-store/app/flux_evenement.hpp"

#include <algorithm>

#include "libs/json/writer.hpp"
#include "services/event-store/app/origine.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::size_t kAutour = 256;  // bytes of a message besides the envelope, about

}  // namespace

// Each event of the log comes through here: one text, written once.
std::string message_sse(const EvenementFlux& e) {
  std::string out;
  out.reserve(e.enveloppe.size() + kAutour);
  const auto position = std::to_string(e.position);
  out.append("id: ").append(position).append("\nevent: ").append(e.event_type);
  out.append("\ndata: {\"position\":").append(position).append(",\"version\":").append(std::to_string(e.version));
  out.append(",\"enregistre_le\":\"").append(format_rfc3339(e.enregistre_le));
  out.append("\",\"hash\":\"").append(hex(e.hash));
  out.append("\",\"origine\":\"").append(nom_origine(e.stream.empty())).append("\",\"evenement\":");
  out.append(e.enveloppe);
  // In JSON a line end stands between tokens only, but it would end the field of an SSE message.
  std::replace_if(out.end() - std::ssize(e.enveloppe), out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  out.append("}\n\n");
  return out;
}

void ajouter_ligne(std::string& out, const EvenementFlux& e) {
  json::Writer w;
  w.open().field("position", e.position).field("version", e.version);
  w.field("enregistre_le", format_rfc3339_us(e.enregistre_le));
  if (e.stream.empty())
    w.field("empreinte", e.empreinte);
  else
    w.field("stream", e.stream).field("seq", e.seq);
  w.field("hash", hex(e.hash)).key("evenement").raw(e.enveloppe).close();
  out.append(w.text()).push_back('\n');
}

}  // namespace comptoir::event_store
