#include "services/event-store/app/flux_evenement.hpp"

#include <algorithm>

#include "libs/json/writer.hpp"

namespace comptoir::event_store {
namespace {

// In JSON a line end stands between tokens only, but it would end the field of an SSE message.
std::string sur_une_ligne(std::string texte) {
  std::ranges::replace_if(texte, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return texte;
}

}  // namespace

std::string message_sse(const EvenementFlux& e) {
  json::Writer w;
  w.open().field("position", e.position).field("version", e.version);
  w.field("enregistre_le", format_rfc3339(e.enregistre_le)).field("hash", hex(e.hash));
  w.key("evenement").raw(sur_une_ligne(e.enveloppe)).close();
  return "id: " + std::to_string(e.position) + "\nevent: " + e.event_type + "\ndata: " + w.text() + "\n\n";
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
