// What a service is to the machinery: a Room decodes events, applies batches, and answers reads.
// The worker owns everything else: transactions, positions, journal, publishing, poison, idempotency.
#pragma once
#include <any>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libs/base/clock.hpp"
#include "libs/base/ids.hpp"
#include "libs/bus/envelope.hpp"
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"
#include "libs/postgres/migrate.hpp"

namespace comptoir::service {

/// Where an event came from: its place in its producer's journal and its exact bytes.
struct Origin {
  std::string stream;
  std::int64_t seq = 0;
  std::string raw;
  std::string event_id, event_type, cle, correlation_id;
  Instant timestamp;
  std::optional<bus::Causation> causation;
};

/// One thing to apply: an event (has an origin), a command (has an answer to give) or a deadline (neither).
struct Input {
  std::any message;              ///< the room's own message type
  std::optional<Origin> origin;  ///< set for events
  std::string traceparent;
  http::Response answer;  ///< for commands: what the room replies
};

/// A fact to be journalled. `data` is the JSON text of the event's data.
struct Emission {
  std::string stream, event_type, aggregate_id, cle, correlation_id;
  std::string data;
};

/// An event of the room's own as the event store has it; with its cause when the room asks for it.
struct Recorded {
  bus::Envelope event;
  std::optional<bus::Envelope> cause;
};

/// The inputs of one transaction, in order. A room reads what it needs in one go, decides for each input
/// in order, and writes in one go.
class Batch {
 public:
  Batch(Instant now, IdSource& ids, std::vector<Input*> inputs) : now_(now), ids_(ids), inputs_(std::move(inputs)) {}
  Batch(postgres::Connection& sql, Instant now, IdSource& ids, std::vector<Input*> inputs)
      : Batch(now, ids, std::move(inputs)) {
    join(sql);
  }

  /// It is applied in the transaction that is open there.
  void join(postgres::Connection& sql) { sql_ = &sql; }
  postgres::Connection& sql() { return *sql_; }
  /// Whole milliseconds; the timestamp of what is emitted.
  Instant now() const { return now_; }
  IdSource& ids() { return ids_; }
  const std::vector<Input*>& inputs() const { return inputs_; }
  /// Journals a fact in the same transaction; `cause` is the input being applied.
  void emit(const Input& cause, Emission e) { emitted_.push_back({&cause, std::move(e)}); }

  struct Emitted {
    const Input* cause;
    Emission emission;
  };
  const std::vector<Emitted>& emitted() const { return emitted_; }

  /// What the room does once all this is true (memories, metrics, waiting readers); forgotten when the transaction
  /// fails or is a rehearsal. On the worker's thread, right after the commit.
  void after_commit(std::function<void()> then) { then_ = std::move(then); }
  void committed() const {
    if (then_) then_();
  }

 private:
  postgres::Connection* sql_ = nullptr;
  Instant now_;
  IdSource& ids_;
  std::vector<Input*> inputs_;
  std::vector<Emitted> emitted_;
  std::function<void()> then_;
};

/// How a room offers its HTTP paths.
class Routes {
 public:
  virtual ~Routes() = default;
  /// Turns a request into a message; throws json::Invalid (400 or 422) or answers through http::Response thrown as Refusal.
  using Read = std::function<std::any(const http::Request&)>;
  using Query = std::function<http::Response(const http::Request&, postgres::Connection&)>;
  enum class Key { optional, required };
  /// A command: read on the HTTP thread, applied by the worker, answered after the commit.
  virtual void command(std::string method, std::string pattern, Read, Key = Key::optional) = 0;
  /// A read, on a thread of its own with a pooled connection. Method GET.
  virtual void query(std::string pattern, Query) = 0;
  /// A read that answers with a stream (http::Response::stream). Called on the HTTP thread, must not block. Method GET.
  using Open = std::function<http::Response(const http::Request&)>;
  virtual void stream(std::string pattern, Open) = 0;
  /// Anything else; called on the HTTP thread, must not block.
  virtual void raw(std::string method, std::string pattern, http::Handler) = 0;
};

/// Thrown by a Read, a Query or an Open to answer something other than success.
struct Refusal {
  http::Response response;
};

/// What a room with threads of its own needs for them.
struct Ground {
  std::string conninfo;  ///< of the room's database
  Clock& clock;
};

class Room {
 public:
  virtual ~Room() = default;
  /// "stock"; the service is "<name>-service" in envelopes and groups, except "event-store".
  virtual std::string name() const = 0;
  virtual std::vector<std::string> emits() const { return {}; }
  /// Streams, reference data (produit, magasin, client) first: within one batch they are applied first.
  virtual std::vector<std::string> consumes() const { return {}; }
  virtual std::span<const postgres::Migration> migrations() const = 0;
  /// The room's message for an event, or an empty any when the room has no use for it. From several threads at once.
  /// Throws json::Invalid when the data is not as the contract says: the event is parked.
  virtual std::any decode(const bus::Envelope&) const { return {}; }
  /// True when nobody waits for what this room makes of such an event: it may stay in the inbox for a moment (kCompany), to
  /// share a commit with others. Not for what causes the saga's next step or ends an order.
  virtual bool can_wait(std::string_view /*event_type*/) const { return false; }
  /// Applies batch.inputs() in order. Called in a transaction; a throw rolls it back and the batch is halved.
  virtual void apply(Batch&) = 0;
  /// Messages whose time has come (deadlines), at most a few hundred. Called about four times a second.
  virtual std::vector<std::any> due(postgres::Connection&, Instant) { return {}; }
  virtual void routes(Routes&) = 0;
  /// A number of whom a command is about, where that has to stay in one partition: a client's id, say. Nothing when any will do.
  virtual std::optional<std::uint64_t> partition_key(const std::any& /*message*/) const { return 0; }
  /// Tables that restore() and apply() fill from events alone, so that a rebuild may empty them. None: it cannot be rebuilt.
  virtual std::vector<std::string> restored_tables() const { return {}; }
  /// True when an event of this type leaves something out that it changed here, and its cause says it.
  virtual bool restores_from_cause(std::string_view /*event_type*/) const { return false; }
  /// Folds events of the room's own, in the order in which it told them, into its tables: the state that apply() left when
  /// it emitted them. In a transaction. Throws Permanent when they contradict each other.
  virtual void restore(postgres::Connection&, const std::vector<Recorded>&) {}
  /// The service starts. Threads of the room's own start here and end in stopping(); its tables may not be there yet.
  virtual void starting(const Ground&) {}
  /// This instance has become the writer: called at the start of each session, after the migrations, before its first
  /// batch, on the worker's thread. What the room keeps in memory of its database is read (again) here.
  virtual void owned(postgres::Connection&) {}
  /// The service stops: queries that wait must answer now. From another thread.
  virtual void stopping() {}
  /// True when an event must wait until its cause has been applied here (the event store).
  virtual bool causal() const { return false; }
};

/// `source` of its events and name of its consumer group.
inline std::string service_name(const Room& room) {
  return room.name() == "event-store" ? room.name() : room.name() + "-service";
}

}  // namespace comptoir::service
