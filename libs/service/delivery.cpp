#include "libs/service/delivery.hpp"

#include "libs/json/fields.hpp"

namespace comptoir::service {
namespace {

void tell(const std::exception& e, std::vector<std::string>& causes) {
  causes.emplace_back(e.what());
  if (const auto* sql = dynamic_cast<const postgres::SqlError*>(&e)) causes.push_back("SQLSTATE " + sql->sqlstate);
  if (const auto* invalid = dynamic_cast<const json::Invalid*>(&e))
    for (const auto& field : invalid->erreurs) causes.push_back(field.champ + ": " + field.raison);
  try {
    std::rethrow_if_nested(e);
  } catch (const std::exception& nested) {
    tell(nested, causes);
  }
}

}  // namespace

std::vector<std::string> causes_of(const std::exception& e) {
  std::vector<std::string> causes;
  tell(e, causes);
  return causes;
}

Parsed parse(std::string raw) {
  Parsed p;
  try {
    p.envelope = bus::decode(raw);
  } catch (const std::exception& e) {
    p.poison = e.what();
    p.causes = causes_of(e);
    p.envelope = bus::decode_head(raw);
  }
  p.raw = std::move(raw);
  return p;
}

Delivery read_event(const std::string& stream, std::int64_t seq, const Parsed& parsed, const Decode& decode) {
  const auto& e = parsed.envelope;
  Delivery d;
  d.poison = parsed.poison;
  d.causes = parsed.causes;
  d.input.traceparent = e.traceparent;
  d.input.origin =
      Origin{stream, seq, parsed.raw, e.event_id, e.event_type, e.cle, e.correlation_id, e.timestamp, e.causation};
  if (!d.poison.empty()) return d;
  try {
    d.input.message = decode(e);
  } catch (const std::exception& failure) {
    d.poison = failure.what();
    d.causes = causes_of(failure);
  }
  return d;
}

}  // namespace comptoir::service
