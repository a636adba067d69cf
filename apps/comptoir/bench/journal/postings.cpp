#include "apps/comptoir/bench/journal/postings.hpp"

#include "libs/json/writer.hpp"

namespace comptoir::bench {

Postings::Postings(std::string run, std::size_t lane, std::size_t batch, IdSource& ids)
    : run_(std::move(run)), lane_(lane), batch_(batch), ids_(ids) {}

std::string Postings::aggregate_id(const std::string& run, std::size_t lane, std::size_t number) {
  return "stk-" + run + '-' + std::to_string(lane) + '-' + std::to_string(number);
}

// A receipt of goods, as stock-service tells it, with a remark that makes it as long as wanted.
std::string Postings::data(std::size_t number) const {
  json::Writer w;
  w.open().field("magasin_id", static_cast<std::int64_t>(lane_) % kStores + 1);
  w.field("produit_id", static_cast<std::int64_t>(number) % kProducts + 1);
  w.field("quantite", 1).field("physique", 1).key("remarque");
  const auto so_far = w.text().size() + sizeof(R"(""})") - 1;
  w.value(std::string(kDataBytes - so_far, 'x')).close();
  return std::move(w).text();
}

std::string Postings::next(Instant now) {
  json::Writer w;
  if (batch_ > 1) w.open_array();
  for (std::size_t i = 0; i < batch_; ++i) {
    w.open().field("event_id", ids_.next(now)).field("event_type", "StockRecu").field("source", "stock-service");
    w.field("aggregate_id", aggregate_id(run_, lane_, aggregate_)).field("expected_version", version_);
    w.key("data").raw(data(aggregate_)).close();
    if (++version_ < kVersions) continue;
    version_ = 0;
    ++aggregate_;
  }
  if (batch_ > 1) w.close_array();
  return std::move(w).text();
}

}  // namespace comptoir::bench
