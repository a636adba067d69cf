#include "services/event-store/domain/chaine.hpp"

namespace comptoir::event_store {
namespace {

void ajouter_entier(std::string& out, std::uint64_t v, int octets) {
  for (int i = octets - 1; i >= 0; --i) out += static_cast<char>(v >> (8 * i));
}

void ajouter_texte(std::string& out, std::string_view text) {
  ajouter_entier(out, text.size(), 4);
  out += text;
}

}  // namespace

Digest maillon_suivant(const Digest& precedent, const Maillon& m) {
  std::string bytes(precedent.begin(), precedent.end());
  bytes.reserve(bytes.size() + 72 + m.event_id.size() + m.aggregate_id.size() + m.event_type.size() + m.source.size() +
                m.correlation_id.size() + m.stream.size() + m.empreinte.size() + m.enveloppe.size());
  for (const std::int64_t v : {m.position, m.version, m.enregistre_le.time_since_epoch().count(),
                               m.horodatage.time_since_epoch().count(), m.seq})
    ajouter_entier(bytes, static_cast<std::uint64_t>(v), 8);
  for (const auto text :
       {m.event_id, m.aggregate_id, m.event_type, m.source, m.correlation_id, m.stream, m.empreinte, m.enveloppe})
    ajouter_texte(bytes, text);
  return sha256(bytes);
}

}  // namespace comptoir::event_store
