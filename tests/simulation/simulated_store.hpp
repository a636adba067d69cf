// A session with a simulated database: the worker's Store port. It may be lost at any call.
#pragma once
#include "libs/service/store.hpp"
#include "tests/simulation/database.hpp"
#include "tests/simulation/rooms.hpp"

namespace comptoir::simulation {

/// Whose session it is.
struct Tenant {
  int process = 0, partition = 0;
  bool shared = false;  ///< there is another process
};

class SimulatedStore final : public service::Store {
 public:
  /// Throws ConnectionLost while the database is away.
  SimulatedStore(Database&, Universe&, Tenant);
  /// The session ends with it, unless the machine lost its power: then it is held until the lease has run out.
  ~SimulatedStore() override;

  bool own() override;
  std::string owner() override { return ""; }
  std::string heir() override;
  void prepare(service::Room&) override;
  void begin() override;
  void commit() override;
  void rollback() noexcept override;

  std::vector<std::any> due(service::Room&, Instant) override;
  void apply(service::Room&, service::Batch&) override;
  std::vector<service::Foreseen> rehearse(service::Room&, std::vector<service::Delivery>&, Instant, IdSource&,
                                          bool go_on) override;

  std::map<std::string, std::int64_t> heads(const std::vector<std::string>& streams) override;
  std::vector<journal::Entry> read(const std::string& stream, std::int64_t after, std::int64_t limit) override;
  void append(const std::vector<journal::Entry>&) override;
  std::map<std::string, std::int64_t> positions(const std::vector<std::string>& streams) override;
  void move(const std::vector<journal::Move>&) override;
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
  void check();
  [[noreturn]] void lose(const char* why);
  const Rows& seen() const { return staged_ ? *staged_ : database_.rows; }
  void stage();
  void catch_up();
  void lock_stores(const SimulatedRoom&, const service::Batch&);
  void refuse_taken();
  void check_order(const Rows&, const service::Origin&);
  bool is_known(const Letter&) const;
  std::set<std::string> blocked() const;
  using Statement = std::function<void(Rows&)>;
  void write(const Statement&);

  Database& database_;
  Universe& universe_;
  Tenant tenant_;
  std::int64_t session_;
  bool in_transaction_ = false, moved_ = true;
  std::int64_t read_letters_ = 0;      ///< the last that blocked_keys() may have seen
  std::optional<Rows> staged_;         ///< what this transaction sees
  std::int64_t staged_at_ = 0;         ///< of the database's versions
  std::vector<Statement> statements_;  ///< what it wrote
  Added added_;
};

/// Set while a power cut ends a process: sessions that end now stay with the database.
inline bool power_is_cut = false;

}  // namespace comptoir::simulation
