// The one writer of a service's partition: it makes every effect happen exactly once.
//
// It takes what is waiting (commands, events, deadlines) as one batch, applies it in one transaction together with the
// positions it has reached and the events it causes, commits, answers, acknowledges and publishes. A batch is what
// arrived during the last commit; only what nobody waits for (Room::can_wait) waits for company, 20 ms at most. Statements
// are sent ahead of their answers, the last of them with the commit. Three facts carry the rest:
//   - an event's position moves in the transaction of its effects, by compare-and-set: a duplicate finds it moved;
//   - a caused event is a row of the journal before it is an entry of a stream: what Redis loses is published again;
//   - the connection that writes is the connection that holds the partition's advisory lock, for as long as it is heard
//     of: a zombie cannot write.
// When the world fails (Retryable), everything is read again from the database and goes on from there. When one input
// cannot be applied (anything else), the batch is halved until the culprit stands alone; it is parked in
// `lettres_mortes` with all later events of its key, in the transaction that moves the position, which is also that of its
// neighbours: they wait for failed attempts, which no disk has to keep, and for one commit as ever. A replay of letters goes
// through the same transaction, one batch per turn of the loop (worker_letters.cpp); the key that has none left is
// unblocked by the commit that took its last one, before the next batch of events is looked at.
//
// What it does is a sequence of steps, each of which ends with nothing half done in memory; start() takes them in a
// thread, a simulation takes them one by one. What it stands on is its World.
#pragma once
#include <set>

#include "libs/base/guarded_thread.hpp"
#include "libs/service/act_queue.hpp"
#include "libs/service/batch_trace.hpp"
#include "libs/service/inbox.hpp"
#include "libs/service/measures.hpp"
#include "libs/service/partitions.hpp"
#include "libs/service/publisher.hpp"
#include "libs/service/reader.hpp"
#include "libs/service/redrive.hpp"
#include "libs/service/world.hpp"

namespace comptoir::service {

struct WorkerSettings {
  std::size_t batch_max = 512;
  std::size_t queue_max = 10'000;
  std::chrono::milliseconds idle{250};  ///< the longest wait for something to do
  std::chrono::milliseconds renew{
      500};                          ///< between two words to the store, which takes the partition from who is silent
  traces::Tracer* tracer = nullptr;  ///< outlives the worker; none: no span is told
  bus::Partition partition{};        ///< of the system's clients; a room without partitions: {0, those of the others}
};

class Worker {
 public:
  Worker(Room&, WorkerSettings, World, metrics::Registry&);
  ~Worker();
  /// Takes the steps, and those of the reader, in threads of their own.
  void start();
  /// Finishes what was accepted, answers it, publishes it, gives the partition back.
  void stop();
  /// Answers exactly once, from the worker's thread or at once when the queue is full or this instance is not the owner.
  void submit(Delivery);
  /// What a person asks of the dead letters. Answers as submit() does: 202 or 200 with the act, 409 while another is under way.
  void submit(journal::ActRequest, http::Responder);
  WorkerState state() const;
  /// A step that takes longer waits for a database that stands still, or for a lock there.
  static constexpr std::chrono::seconds kSilent{5};
  /// Where the owner answers, when it is another instance and known; else empty.
  std::string owner_elsewhere() const;

  const std::vector<std::string>& emits() const { return emits_; }
  const std::vector<std::string>& consumes() const { return consumes_; }

  /// One step: a session is opened, the partition is taken, or what waits is applied. Never throws what the world does.
  void step();
  /// One step of the reader. Nothing as long as this instance is not the owner.
  void read();

  /// Brings the series of its partition up to date, and those of the whole service. One thread at a time.
  void measure_partition() { measures_.show_partition(settings_.partition.number, state()); }
  void measure(const WorkerState& service) { measures_.show(service); }

 private:
  using Batches = std::vector<Delivery>;
  /// Pause after a lost session, or before a partition that is not ours is asked for again.
  static constexpr std::chrono::milliseconds kReconnect{200};
  void run(std::stop_token);
  void connect();
  void own();
  void note_owner(std::string url);
  std::string hindrance();
  bool may_write();
  void refuse_waiting(std::string_view detail);
  void load();
  void turn();
  void leave();
  void give_way();
  void tick();
  void renew();
  std::vector<Foreign> take_foreign();
  bool ready(const Delivery&);
  void apply(std::size_t begin, std::size_t end);
  /// Applies [begin, end). [from, begin) is poison that waits for a commit to be parked by; returns where such a tail begins
  /// now, `end` when there is none.
  std::size_t halve(std::size_t from, std::size_t begin, std::size_t end);
  void transact(std::size_t begin, std::size_t end);
  /// True when it waits to be parked; false when nothing is left of it.
  bool give_up(Delivery&, const std::exception&);
  void forget_session();
  void answer_recorded(std::size_t begin, std::size_t end);
  std::vector<journal::Move> moves(std::size_t begin, std::size_t end) const;
  std::vector<journal::DeadLetter> poisoned(std::size_t begin, std::size_t end);
  std::vector<journal::Entry> entries_of(const Batch&, const BatchTrace&) const;
  std::vector<journal::Idempotent> answers(std::size_t begin, std::size_t end) const;
  void finish(std::size_t begin, std::size_t end, const std::vector<journal::Entry>&, const Batch&, const BatchTrace&);
  void publish_state();
  void connected(bool to_database);

  void begin_acts();
  http::Response begin(const journal::ActRequest&);
  http::Response begin_replay(const journal::ActRequest&);
  http::Response rehearse(const journal::ActRequest&);
  http::Response discard(const journal::ActRequest&);
  void redrive();
  void end_redrive();
  void note_failure(Delivery&, const std::exception&);
  std::chrono::milliseconds idle_for() const;

  Room& room_;
  WorkerSettings settings_;
  std::vector<std::string> emits_, consumes_;  ///< streams by their full names
  TraceOutlet traces_;
  World world_;
  IdsOfPartition ids_;
  Inbox inbox_;
  ActQueue acts_;
  Publisher publisher_;
  std::unique_ptr<Store> store_;
  bool owner_ = false, threaded_ = false;
  bool giving_way_ = false;  ///< another instance's turn has come: no command is taken any more
  Horizon horizon_;
  std::unique_ptr<Reader> reader_;

  Batches current_;
  bool committing_ = false;
  std::map<std::string, std::int64_t> heads_, positions_, selected_;
  std::set<std::string> blocked_;
  std::optional<Redrive> redrive_;
  Tempo::Point next_tick_{}, next_renewal_{};
  Tempo::Point turned_{};  ///< when a step last began; under state_mutex_

  std::mutex foreign_mutex_;
  std::vector<Foreign> foreign_;
  mutable std::mutex state_mutex_;
  WorkerState state_;

  Measures measures_;
  GuardedThread thread_;
};

}  // namespace comptoir::service
