// What a replay would do, found by doing it: in a transaction that the caller rolls back.
#pragma once
#include <optional>
#include <set>
#include <span>

#include "libs/service/delivery.hpp"

namespace comptoir::service {

struct Foreseen {
  std::int64_t letter = 0;
  std::string event_id, event_type, cle;
  enum class Issue { applicable, failure, passed_over } issue = Issue::passed_over;
  std::string raison;              ///< of a failure
  std::vector<std::string> emits;  ///< types of the events it would cause
};

/// In the transaction of `sql`. The first failure stops its key; all of them unless `go_on`. Letters after it are passed over.
///
/// A room may hold what it read of its database until a commit, so each attempt is one batch that starts from the same
/// state: all that went well so far and the next letters, half as many after a failure, until the culprit stands alone.
class Rehearsal {
 public:
  Rehearsal(Room&, postgres::Connection& sql, Instant now, IdSource&, bool go_on);
  std::vector<Foreseen> run(std::vector<Delivery>& letters);

  static constexpr std::size_t kMaxLetters = 500;  ///< nothing else is applied meanwhile

 private:
  using Letters = std::span<Delivery>;
  /// Applies them as one batch, and takes it back. Why it failed; nothing when it went well, and then it is told in out_.
  std::optional<std::string> attempt(Letters);
  void fail(const Delivery&, std::size_t at, std::string raison);
  bool takes_part(const Delivery&, const Foreseen&) const;

  Room& room_;
  postgres::Connection& sql_;
  Instant now_;
  IdSource& ids_;
  bool go_on_, stopped_ = false;
  std::set<std::string> failed_;  ///< keys
  std::vector<Foreseen> out_;
};

}  // namespace comptoir::service
