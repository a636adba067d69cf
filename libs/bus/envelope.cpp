#include "libs/bus/envelope.hpp"

#include "libs/base/ids.hpp"
#include "libs/bus/upcast.hpp"
#include "libs/bus/versions_port.hpp"
#include "libs/json/fields.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::bus {
namespace {

constexpr std::size_t kMaxName = 200;
constexpr int kMaxVersion = 1'000;
struct Type {
  std::string_view name;
  int newest;  // version of its schema that is written today
};

constexpr Type kTypes[] = {
    {"CommandeCreee", 1},   {"AnnulationDemandee", 1}, {"StockReserve", 1},      {"StockIndisponible", 1},
    {"StockLibere", 1},     {"ReservationExpiree", 1}, {"StockRecu", 1},         {"StockAjuste", 1},
    {"PaiementAccepte", 1}, {"PaiementRefuse", 1},     {"PaiementRembourse", 1}, {"ClientCree", 2},
    {"ClientCredite", 1},   {"ClientDebite", 1},       {"ClientOublie", 1},      {"VenteConfirmee", 1},
    {"VenteRejetee", 1},    {"ProduitCree", 1},        {"ProduitModifie", 1},    {"PrixModifie", 1},
    {"ProduitRetire", 1},   {"MagasinCree", 1},        {"MagasinModifie", 1},    {"MagasinFerme", 1},
    {"MagasinRouvert", 1},
};

std::optional<Causation> read_causation(json::Fields& f, std::vector<json::FieldError>& errors) {
  const auto* value = f.any("causation");
  if (!value) return std::nullopt;
  json::Fields c(*value, errors, "causation.");
  c.lenient();
  return Causation{c.text("event_id", 1, kMaxName), c.text("stream", 1, kMaxName),
                   static_cast<int>(c.integer("partition", 0, 1'000'000)), c.integer("seq", 1, INT64_MAX)};
}

Instant read_timestamp(json::Fields& f) {
  const auto text = f.text("timestamp", 20, 40);
  const auto at = parse_rfc3339(text);
  if (!at && !text.empty()) f.error("timestamp", "date RFC 3339 en UTC attendue");
  return at.value_or(Instant{});
}

int read_version(json::Fields& f) {
  return static_cast<int>(f.optional_integer("schema_version", 1, kMaxVersion).value_or(1));
}

void refuse_newer(json::Fields& f, int version, int newest) {
  if (newest > 0 && version > newest) f.error("schema_version", "version plus récente que ce programme");
}

void require_data(json::Fields& f) {
  const auto* data = f.any("data");
  if (!data || !data->is_object()) f.error("data", "objet JSON attendu");
}

// All but `data`, as it was written.
Envelope read_head(json::Fields& f, std::vector<json::FieldError>& errors) {
  Envelope e;
  e.event_id = f.text("event_id", 1, kMaxName);
  e.event_type = f.text("event_type", 1, kMaxName);
  e.aggregate_id = f.text("aggregate_id", 1, kMaxName);
  e.timestamp = read_timestamp(f);
  e.source = f.text("source", 1, kMaxName);
  e.schema_version = read_version(f);
  e.correlation_id = f.optional_text("correlation_id", 0, kMaxName).value_or("");
  e.cle = f.optional_text("cle", 0, kMaxName).value_or("");
  e.traceparent = f.optional_text("traceparent", 0, kMaxName).value_or("");
  e.causation = read_causation(f, errors);
  return e;
}

}  // namespace

int newest_version(std::string_view type) {
  const auto* found = std::ranges::find(kTypes, type, &Type::name);
  return found == std::end(kTypes) ? 0 : found->newest;
}

bool is_known_type(std::string_view type) { return newest_version(type) > 0; }

std::string encode(const Envelope& e, std::string_view data) {
  json::Writer w;
  w.open().field("event_id", e.event_id).field("event_type", e.event_type).field("aggregate_id", e.aggregate_id);
  w.field("timestamp", format_rfc3339(e.timestamp)).field("source", e.source).field("schema_version", e.schema_version);
  w.field("correlation_id", e.correlation_id).field("cle", e.cle);
  if (e.causation) {
    w.key("causation").open().field("event_id", e.causation->event_id).field("stream", e.causation->stream);
    w.field("partition", e.causation->partition).field("seq", e.causation->seq).close();
  }
  if (!e.traceparent.empty()) w.field("traceparent", e.traceparent);
  w.key("data").raw(data).close();
  return std::move(w).text();
}

Envelope decode(std::string_view text) {
  auto value = json::parse(text);
  std::vector<json::FieldError> errors;
  json::Fields f(value, errors);
  f.lenient();
  auto head = read_head(f, errors);
  require_data(f);
  const auto newest = newest_version(head.event_type);
  if (!head.event_type.empty() && newest == 0) f.error("event_type", "type inconnu: " + head.event_type);
  refuse_newer(f, head.schema_version, newest);
  f.finish();
  auto current = upcast(head.event_type, head.schema_version, newest, std::move(value.as_object()["data"]));
  // Moved into its place: assigned, a tree of another allocator would be copied.
  return {std::move(head.event_id),
          std::move(head.event_type),
          std::move(head.aggregate_id),
          head.timestamp,
          std::move(head.source),
          newest,
          std::move(head.correlation_id),
          std::move(head.cle),
          std::move(head.causation),
          std::move(head.traceparent),
          std::move(current)};
}

boost::json::value take_data(std::string_view event_type, boost::json::value& envelope) {
  std::vector<json::FieldError> errors;
  json::Fields f(envelope, errors);
  f.lenient();
  const auto version = read_version(f), newest = newest_version(event_type);
  require_data(f);
  refuse_newer(f, version, newest);
  f.finish();
  return upcast(event_type, version, newest, std::move(envelope.as_object()["data"]));
}

Envelope decode_head(std::string_view text) noexcept try {
  const auto value = json::parse(text);
  std::vector<json::FieldError> errors;
  json::Fields f(value, errors);
  f.lenient();
  auto head = read_head(f, errors);
  if (!errors.empty()) head.causation.reset();  // half a cause would be waited for in vain
  return head;
} catch (const std::exception&) {  // no JSON at all
  return {};
}

}  // namespace comptoir::bus
