// One PostgreSQL session over libpq: prepared statements, binary parameters and results, arrays.
// Not thread-safe: a connection belongs to one thread at a time.
#pragma once
#include <libpq-fe.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libs/base/clock.hpp"
#include "libs/base/error.hpp"
#include "libs/postgres/primary.hpp"

namespace comptoir::postgres {

/// The session is gone; the outcome of what was running is unknown.
struct ConnectionLost : Retryable {
  using Retryable::Retryable;
};

/// The server refused a statement and trying again gives the same. `sqlstate` as in PostgreSQL's appendix A; `table` that
/// it is about, when it says so.
struct SqlError : Permanent {
  SqlError(std::string text, std::string state, std::string about)
      : Permanent(std::move(text)), sqlstate(std::move(state)), table(std::move(about)) {}
  std::string sqlstate, table;
};

/// The server refused for a passing reason: serialization, deadlock, lock, shutdown, disk or memory full, no writes taken.
struct Transient : Retryable {
  using Retryable::Retryable;
};

struct Null {};

/// One parameter in binary form. int64 is int8, string is text, vectors are one-dimensional arrays.
class Param {
 public:
  Param(Null) {}                                               // NOLINT: parameters convert
  Param(std::int64_t);                                         // NOLINT
  Param(int v) : Param(std::int64_t{v}) {}                     // NOLINT
  Param(bool);                                                 // NOLINT
  Param(std::string_view text);                                // NOLINT
  Param(const std::string& t) : Param(std::string_view(t)) {}  // NOLINT
  Param(const char* t) : Param(std::string_view(t)) {}         // NOLINT
  Param(Instant);                                              // NOLINT: timestamptz
  Param(const std::vector<std::int64_t>&);                     // NOLINT: int8[]
  Param(const std::vector<bool>&);                             // NOLINT: bool[]
  Param(const std::vector<std::string>&);                      // NOLINT: text[]
  Param(const std::vector<Instant>&);                          // NOLINT: timestamptz[]
  template <class T>
  Param(const std::optional<T>& v) : Param(v ? Param(*v) : Param(Null{})) {}  // NOLINT
  /// bytea[]
  static Param bytes(const std::vector<std::string>&);
  /// bytea
  static Param bytes(std::string_view);

  Oid type() const { return type_; }
  const char* data() const { return null_ ? nullptr : value_.data(); }
  int size() const { return static_cast<int>(value_.size()); }

 private:
  Oid type_ = 0;
  std::string value_;
  bool null_ = true;
};

/// A result in binary form; cells are read by the type asked for.
class Result {
 public:
  explicit Result(PGresult* r) : result_(r, PQclear) {}
  int rows() const { return PQntuples(result_.get()); }
  std::int64_t affected() const;
  /// What was done: "COMMIT", "INSERT 0 3"…
  std::string_view command() const { return PQcmdStatus(result_.get()); }
  bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  /// int2, int4, int8, bool.
  std::int64_t integer(int row, int column) const;
  bool boolean(int row, int column) const { return integer(row, column) != 0; }
  /// text, varchar, bytea, name.
  std::string_view text(int row, int column) const;
  std::string string(int row, int column) const { return std::string(text(row, column)); }
  /// timestamptz.
  Instant instant(int row, int column) const;
  /// Nothing for null.
  std::optional<std::int64_t> optional_integer(int row, int column) const;
  std::optional<std::string> optional_string(int row, int column) const;
  std::optional<Instant> optional_instant(int row, int column) const;
  /// int8[] of one dimension without nulls.
  std::vector<std::int64_t> integers(int row, int column) const;

 private:
  std::unique_ptr<PGresult, void (*)(PGresult*)> result_;
};

class Connection;

/// The result of a posted statement, once it is there.
class Later {
 public:
  /// Flushes when the answer is not there yet: throws as Connection::flush(). Permanent when its flush has failed before.
  const Result& get() const;

 private:
  friend class Connection;
  explicit Later(Connection& c) : connection_(&c), answer_(std::make_shared<std::optional<Result>>()) {}
  Connection* connection_;
  std::shared_ptr<std::optional<Result>> answer_;
};

class Connection {
 public:
  /// `conninfo`: key=value pairs of libpq. With the newest primary when it names several servers, and lost as soon as a newer
  /// one is seen. Throws ConnectionLost.
  explicit Connection(const std::string& conninfo);
  /// Prepares `sql` once per session, then runs it, after all that was posted: one round trip for all of it.
  Result run(std::string_view sql, const std::vector<Param>& params = {});
  /// Sends a statement without waiting for its answer, for a write that nothing here depends on before the commit. What
  /// goes wrong with it is thrown by the next run(), flush() or Transaction::commit(), and what was sent after it is not
  /// executed. Meant for a few statements with short answers: nobody reads them until then.
  Later post(std::string_view sql, const std::vector<Param>& params = {});
  /// Waits for the answers to all that was posted; throws the first failure.
  void flush();
  /// Waits for them and forgets how they ended: before a rollback.
  void discard_posted() noexcept;
  /// `COPY … FROM STDIN (FORMAT binary)` of what a CopyRows holds; the number of rows.
  std::int64_t copy_in(const std::string& sql, std::string_view bytes);
  /// `COPY … TO STDOUT (FORMAT binary)`, one call of `row` per row, in bounded memory: a cell is its bytes, or nothing
  /// for null; read them with cell_integer and the like (copy.hpp). When `row` throws, the session is lost.
  using Cells = std::vector<std::optional<std::string_view>>;
  void copy_out(const std::string& sql, const std::function<void(const Cells&)>& row);
  /// Several statements without parameters, in one round trip (DDL, BEGIN…).
  void execute(const std::string& sql);
  bool alive() const { return PQstatus(connection_.get()) == CONNECTION_OK && !(place_ && place_->cut()); }
  /// True when a commit since the last call was good here, and its wait for the standby was broken off.
  bool commit_alone() { return std::exchange(*alone_, false); }

 private:
  struct Statement {
    std::string name;       ///< empty when the server does not know it
    std::string_view text;  ///< the key it is kept under
  };
  struct Sent {
    Statement* statement;
    std::shared_ptr<std::optional<Result>> answer;  ///< none: it was prepared
  };
  Statement& statement(std::string_view sql);
  void prepare(Statement&, const std::vector<Param>& params);
  void sent(int accepted, Sent);
  void take_answer(const Sent&, std::exception_ptr& first_failure);
  PGresult* check(PGresult*, std::string_view sql);

  explicit Connection(Session);

  std::unique_ptr<bool> alone_ = std::make_unique<bool>(false);  ///< libpq writes it
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
  std::unique_ptr<Place> place_;
  std::unordered_map<std::string, Statement> statements_;
  std::vector<Sent> sent_;
  std::size_t names_ = 0;
};

/// Rolls back when it goes out of scope uncommitted.
class Transaction {
 public:
  explicit Transaction(Connection& c) : connection_(c) { connection_.post("BEGIN"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  /// With what is still posted, in one round trip; throws what that met, and Permanent when an earlier failure was passed
  /// over: then PostgreSQL rolls back, and says so without an error. ConnectionLost also when somebody broke off its wait for
  /// the standby: it is done here, and may be nowhere else.
  void commit();
  Connection& connection() { return connection_; }
  Result run(std::string_view sql, const std::vector<Param>& params = {}) { return connection_.run(sql, params); }

 private:
  Connection& connection_;
  bool open_ = true;
};

/// '{1,2,3}': an int8[] as text, for columns of arrays that travel inside a text[].
std::string array_literal(const std::vector<std::int64_t>&);

}  // namespace comptoir::postgres
