// The log in PostgreSQL: one writer, fenced. See migrations/journal_global.hpp for the tables.
#pragma once
#include "libs/postgres/connection.hpp"
#include "services/event-store/app/lot.hpp"

namespace comptoir::event_store {

/// Takes the log over: raises the epoch, so that whoever had it before can write no more, and says where it ends. Makes
/// the first partitions. `partition`: events in each.
Tete prendre(postgres::Connection&, std::int64_t partition);

/// Position of the last event, for readers; 0 before any. What is at or below it is committed.
std::int64_t tete_du_journal(postgres::Connection&);

/// What the batch needs to know and is not remembered; one round trip.
Lot charger(postgres::Connection&, const Tete&, const Besoins&, const Versions&);

/// Seals lot.nouvelles (bytes, time of record, hash), appends them and moves the head, from `tete` to what is
/// returned. Throws Retryable when the head was not at `tete`: another instance has the log.
Tete ecrire(postgres::Connection&, const Tete& tete, Lot&, Instant now, std::int64_t partition);

// The parts of ecrire, for an import that keeps what was decided elsewhere.

/// Fills in the row's bytes (of a posted event), time of record and hash, which it returns.
Digest sceller(Rangee&, const Digest& precedent, Instant enregistre_le);
/// Sealed rows, into partitions that are there or are made.
void inscrire(postgres::Connection&, Tete&, const std::vector<Rangee>&, std::int64_t partition);
/// What has become of a move of the head.
class Avance {
 public:
  explicit Avance(postgres::Later answer) : answer_(std::move(answer)) {}
  /// To be called before the commit. Throws Retryable when the head was not where it was said to be.
  void exiger() const {
    if (answer_.get().affected() != 1) throw Retryable("another instance has taken the log over");
  }

 private:
  postgres::Later answer_;
};
/// Posts the compare-and-set of the head.
Avance avancer(postgres::Connection&, const Tete& de, const Tete& a);

}  // namespace comptoir::event_store
