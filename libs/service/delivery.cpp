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

Delivery read_event(const std::string& stream, std::int64_t seq, std::string raw, const Decode& decode) {
  Delivery d;
  Origin o;
  o.stream = stream;
  o.seq = seq;
  try {
    auto e = bus::decode(raw);
    o.event_id = e.event_id;
    o.event_type = e.event_type;
    o.cle = e.cle;
    o.correlation_id = e.correlation_id;
    o.timestamp = e.timestamp;
    o.causation = e.causation;
    d.input.traceparent = e.traceparent;
    d.input.message = decode(e);
  } catch (const std::exception& e) {
    d.poison = e.what();
    d.causes = causes_of(e);
  }
  o.raw = std::move(raw);
  d.input.origin = std::move(o);
  return d;
}

}  // namespace comptoir::service
