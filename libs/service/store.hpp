// A service's database as its worker sees it, for the length of one session: the port behind which PostgreSQL stands
// (sql_store.hpp), or a simulated store (tests/simulation). Its words are those of libs/journal, which has their contracts.
#pragma once
#include "libs/journal/acts.hpp"
#include "libs/journal/waiting_letters.hpp"
#include "libs/service/delivery.hpp"
#include "libs/service/rehearsal.hpp"

namespace comptoir::service {

/// Belongs to the worker's thread. Everything throws Retryable when the session is lost, or when the world may cure it.
class Store {
 public:
  virtual ~Store() = default;

  /// True when this session has become the partition's owner; it stays so until it ends.
  virtual bool own() = 0;
  /// The URL of the other instance whose session is the owner; empty when there is none, or it is no instance.
  virtual std::string owner() = 0;
  /// The URL of the other instance that should own the partition and can; empty when we should go on. Asked by the owner.
  virtual std::string heir() = 0;
  /// Makes the tables what they should be. Once the session is the owner, before anything below. Throws Permanent, with the
  /// cure, where somebody must mend the database or the program first.
  virtual void prepare(Room&) = 0;

  virtual void begin() = 0;
  /// What was written before may fail here only. When it throws Retryable, whether it took place is unknown.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  // The room's part.
  virtual std::vector<std::any> due(Room&, Instant) = 0;
  virtual void apply(Room&, Batch&) = 0;
  /// In a transaction of its own, which it undoes.
  virtual std::vector<Foreseen> rehearse(Room&, std::vector<Delivery>& letters, Instant now, IdSource&, bool go_on) = 0;

  // Journal, positions, answers.
  virtual std::map<std::string, std::int64_t> heads(const std::vector<std::string>& streams) = 0;
  virtual std::vector<journal::Entry> read(const std::string& stream, std::int64_t after, std::int64_t limit) = 0;
  virtual void append(const std::vector<journal::Entry>&) = 0;
  virtual std::map<std::string, std::int64_t> positions(const std::vector<std::string>& streams) = 0;
  virtual void move(const std::vector<journal::Move>&) = 0;
  /// To be asked before the commit: false when a position was not where the move said, since somebody else moved it.
  virtual bool moved() = 0;
  virtual std::map<std::string, journal::Idempotent> recorded(const std::vector<std::string>& keys) = 0;
  virtual void record(const std::vector<journal::Idempotent>&) = 0;

  // Dead letters.
  virtual void park(const std::vector<journal::DeadLetter>&) = 0;
  virtual std::vector<std::string> blocked_keys() = 0;
  virtual std::vector<std::string> free_keys(const std::set<std::string>& keys) = 0;
  virtual journal::WaitingLetters waiting_letters() = 0;
  virtual journal::Reach reach_of(const journal::Selection&) = 0;
  virtual std::vector<journal::Waiting> waiting(const journal::Reach&, const std::set<std::string>& without,
                                                std::int64_t after, std::size_t limit) = 0;
  virtual std::int64_t count_waiting(const journal::Reach&) = 0;
  virtual std::string obstacle(std::int64_t letter) = 0;
  virtual bool is_waiting(std::int64_t letter) = 0;

  // What people do about them.
  virtual std::int64_t begin_act(const journal::ActRequest&, std::int64_t total) = 0;
  virtual void end_act(std::int64_t act, std::string_view issue, std::string_view detail = "",
                       std::string_view essais = "[]") = 0;
  virtual void interrupt_acts() = 0;
  virtual void note_replayed(std::int64_t act, const std::vector<std::int64_t>& letters) = 0;
  virtual void note_failure(std::int64_t act, std::int64_t letter, const std::string& raison,
                            const std::vector<std::string>& causes) = 0;
  virtual std::set<std::string> discard(std::int64_t act, const journal::Selection&) = 0;
  /// The act as `GET …/actes/{id}` shows it.
  virtual http::Response act_response(std::int64_t act, int status) = 0;
};

/// Rolls back when it goes out of scope uncommitted.
class Transaction {
 public:
  explicit Transaction(Store& store) : store_(store) { store_.begin(); }
  ~Transaction() {
    if (open_) store_.rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    store_.commit();
    open_ = false;
  }

 private:
  Store& store_;
  bool open_ = true;
};

}  // namespace comptoir::service
