// What one connection appends to the global log: event after event of one aggregate, with the version expected before each,
// then of the next. Pure.
#pragma once
#include <string>

#include "libs/base/ids.hpp"

namespace comptoir::bench {

class Postings {
 public:
  /// `run` and `lane` name the aggregates; nobody else appends to them. `batch`: events of a request.
  Postings(std::string run, std::size_t lane, std::size_t batch, IdSource&);

  /// The body of the next POST /events/: one event, or a list when `batch` is more than one.
  std::string next(Instant now);
  /// How many aggregates have all their events.
  std::size_t full() const { return aggregate_; }

  static std::string aggregate_id(const std::string& run, std::size_t lane, std::size_t number);
  static constexpr std::int64_t kVersions = 50;   ///< events of an aggregate
  static constexpr std::size_t kDataBytes = 256;  ///< of an event's `data`
  static constexpr std::int64_t kStores = 10, kProducts = 1000;

 private:
  std::string data(std::size_t number) const;

  std::string run_;
  std::size_t lane_, batch_, aggregate_ = 0;
  std::int64_t version_ = 0;
  IdSource& ids_;
};

}  // namespace comptoir::bench
