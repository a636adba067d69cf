// A service's database in PostgreSQL: one connection, which is the one that holds the partition's lock.
#pragma once
#include <optional>

#include "libs/bus/streams.hpp"
#include "libs/service/store.hpp"

namespace comptoir::service {

/// Which partition a session is about, and for whom.
struct Seat {
  std::string url;                    ///< of this instance, for others
  std::chrono::milliseconds lease{};  ///< an owner that is silent for so long loses its session
  bus::Partition partition{};         ///< of 1: nothing is shared, whoever owns it keeps it
  int partitions = 1;                 ///< over which the system's clients are spread
  bool candidate = true;  ///< false: something keeps this instance from writing, so others need not make room
};

class SqlStore final : public Store {
 public:
  /// Throws ConnectionLost.
  SqlStore(const std::string& conninfo, Seat seat);

  bool own() override;
  std::string owner() override;
  std::string heir() override;
  void prepare(Room&) override;
  void begin() override;
  void commit() override;
  void rollback() noexcept override { transaction_.reset(); }

  std::vector<std::any> due(Room& room, Instant now) override { return room.due(sql_, now); }
  void apply(Room&, Batch&) override;
  std::vector<Foreseen> rehearse(Room&, std::vector<Delivery>&, Instant, IdSource&, bool go_on) override;

  std::map<std::string, std::int64_t> heads(const std::vector<std::string>& streams) override;
  std::vector<journal::Entry> read(const std::string& stream, std::int64_t after, std::int64_t limit) override;
  void append(const std::vector<journal::Entry>&) override;
  std::map<std::string, std::int64_t> positions(const std::vector<std::string>& streams) override;
  void move(const std::vector<journal::Move>& moves) override { moved_ = journal::move(sql_, moves); }
  bool moved() override;
  std::map<std::string, journal::Idempotent> recorded(const std::vector<std::string>& keys) override;
  void record(const std::vector<journal::Idempotent>&) override;

  void park(const std::vector<journal::DeadLetter>&) override;
  std::vector<std::string> blocked_keys() override;
  std::vector<std::string> free_keys(const std::set<std::string>& keys) override;
  journal::WaitingLetters waiting_letters() override;
  journal::Reach reach_of(const journal::Selection&) override;
  std::vector<journal::Waiting> waiting(const journal::Reach&, const std::set<std::string>& without, std::int64_t after,
                                        std::size_t limit) override;
  std::int64_t count_waiting(const journal::Reach&) override;
  std::string obstacle(std::int64_t letter) override;
  bool is_waiting(std::int64_t letter) override;

  std::int64_t begin_act(const journal::ActRequest&, std::int64_t total) override;
  void end_act(std::int64_t act, std::string_view issue, std::string_view detail, std::string_view essais) override;
  void interrupt_acts() override;
  void note_replayed(std::int64_t act, const std::vector<std::int64_t>& letters) override;
  void note_failure(std::int64_t act, std::int64_t letter, const std::string& raison,
                    const std::vector<std::string>& causes) override;
  std::set<std::string> discard(std::int64_t act, const journal::Selection&) override;
  http::Response act_response(std::int64_t act, int status) override;

 private:
  bool is_shared() const { return seat_.partition.of > 1; }
  std::string share();
  bool is_my_turn();

  postgres::Connection sql_;
  Seat seat_;
  std::optional<std::chrono::steady_clock::time_point> free_since_;
  std::chrono::steady_clock::time_point stay_until_{};
  std::string heir_;  ///< at the last look
  std::optional<postgres::Transaction> transaction_;
  journal::Moved moved_;
};

}  // namespace comptoir::service
