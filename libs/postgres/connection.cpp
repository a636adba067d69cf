#include "libs/postgres/connection.hpp"

#include <array>

#include "libs/postgres/values.hpp"
#include "libs/postgres/wire.hpp"

namespace comptoir::postgres {
namespace {

using namespace wire;

constexpr Oid kBool = 16, kBytea = 17, kInt8 = 20, kText = 25, kTimestamptz = 1184;
constexpr Oid kBoolArray = 1000, kByteaArray = 1001, kTextArray = 1009, kInt8Array = 1016, kTimestamptzArray = 1185;

// PostgreSQL's array_send: dimensions, null flag, element type, length, lower bound, then length-prefixed elements.
void put_array_head(std::string& out, Oid element, std::size_t size) {
  put32(out, size == 0 ? 0 : 1);
  put32(out, 0);
  put32(out, element);
  if (size == 0) return;
  put32(out, static_cast<std::uint32_t>(size));
  put32(out, 1);
}

std::string text_array(Oid element, const std::vector<std::string>& values) {
  std::string out;
  put_array_head(out, element, values.size());
  for (const auto& v : values) {
    put32(out, static_cast<std::uint32_t>(v.size()));
    out += v;
  }
  return out;
}

// Classes 08, 40, 53, 55, 57, 58: the world, not the statement (PostgreSQL appendix A). 25006: a server that was made to take no
// writes; the session is left, and another server may take them.
bool is_transient(std::string_view state) {
  for (auto prefix : {"08", "25006", "40", "53", "55", "57", "58"})
    if (state.starts_with(prefix)) return true;
  return state.empty();
}

// By where it comes from: it has no SQLSTATE of its own, and its text is in the server's language.
void note_commit_alone(void* alone, const PGresult* warning) {
  const char* from = PQresultErrorField(warning, PG_DIAG_SOURCE_FUNCTION);
  if (from && std::string_view(from) == "SyncRepWaitForLSN") *static_cast<bool*>(alone) = true;
}

}  // namespace

Param::Param(std::int64_t v) : type_(kInt8), null_(false) { put64(value_, v); }
Param::Param(bool v) : type_(kBool), value_(1, v ? '\1' : '\0'), null_(false) {}
Param::Param(std::string_view text) : type_(kText), value_(text), null_(false) {}
Param::Param(Instant at) : type_(kTimestamptz), null_(false) { put64(value_, to_wire(at)); }

Param::Param(const std::vector<std::int64_t>& values) : type_(kInt8Array), null_(false) {
  value_.reserve(20 + values.size() * 12);
  put_array_head(value_, kInt8, values.size());
  for (auto v : values) {
    put32(value_, 8);
    put64(value_, v);
  }
}

Param::Param(const std::vector<bool>& values) : type_(kBoolArray), null_(false) {
  put_array_head(value_, kBool, values.size());
  for (bool v : values) {
    put32(value_, 1);
    value_ += v ? '\1' : '\0';
  }
}

Param::Param(const std::vector<Instant>& values) : type_(kTimestamptzArray), null_(false) {
  put_array_head(value_, kTimestamptz, values.size());
  for (auto v : values) {
    put32(value_, 8);
    put64(value_, to_wire(v));
  }
}

Param::Param(const std::vector<std::string>& v) : type_(kTextArray), value_(text_array(kText, v)), null_(false) {}

Param Param::bytes(const std::vector<std::string>& values) {
  Param p{Null{}};
  p.type_ = kByteaArray;
  p.value_ = text_array(kBytea, values);
  p.null_ = false;
  return p;
}

Param Param::bytes(std::string_view value) {
  Param p(value);
  p.type_ = kBytea;
  return p;
}

std::int64_t Result::affected() const {
  const char* count = PQcmdTuples(result_.get());
  return *count ? std::atoll(count) : 0;
}

std::int64_t Result::integer(int row, int column) const {
  const char* p = PQgetvalue(result_.get(), row, column);
  switch (PQgetlength(result_.get(), row, column)) {
    case 1: return *p;
    case 2: return static_cast<std::int16_t>(static_cast<unsigned char>(p[0]) << 8 | static_cast<unsigned char>(p[1]));
    case 4: return static_cast<std::int32_t>(get32(p));
    case 8: return get64(p);
    default: throw Permanent("column " + std::string(PQfname(result_.get(), column)) + " is no integer");
  }
}

std::string_view Result::text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

Instant Result::instant(int row, int column) const { return from_wire(integer(row, column)); }

std::optional<std::int64_t> Result::optional_integer(int row, int column) const {
  return is_null(row, column) ? std::nullopt : std::optional(integer(row, column));
}

std::optional<std::string> Result::optional_string(int row, int column) const {
  return is_null(row, column) ? std::nullopt : std::optional(string(row, column));
}

std::optional<Instant> Result::optional_instant(int row, int column) const {
  return is_null(row, column) ? std::nullopt : std::optional(instant(row, column));
}

std::vector<std::int64_t> Result::integers(int row, int column) const {
  const auto bytes = text(row, column);
  std::vector<std::int64_t> out;
  if (bytes.size() < 20) return out;
  out.reserve(get32(bytes.data() + 12));
  for (std::size_t at = 20; at + 12 <= bytes.size(); at += 12) out.push_back(get64(bytes.data() + at + 4));
  return out;
}

Connection::Connection(const std::string& conninfo) : Connection(open_session(conninfo)) {}

Connection::Connection(Session s) : connection_(std::move(s.connection)), place_(std::move(s.place)) {
  if (!alive()) throw ConnectionLost(std::string("PostgreSQL: ") + PQerrorMessage(connection_.get()));
  PQsetNoticeReceiver(connection_.get(), note_commit_alone, alone_.get());
}

PGresult* Connection::check(PGresult* result, std::string_view sql) {
  const auto status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
  const Result owned(result);
  const std::string text = std::string(PQerrorMessage(connection_.get())) + "in: " + std::string(sql.substr(0, 200));
  const auto field = [&](int which) {
    const char* value = PQresultErrorField(result, which);
    return std::string(value ? value : "");
  };
  const auto state = field(PG_DIAG_SQLSTATE);
  if (!alive()) throw ConnectionLost(text);
  if (is_transient(state)) throw Transient(text);
  throw SqlError(text, state, field(PG_DIAG_TABLE_NAME));
}

Connection::Statement& Connection::statement(std::string_view sql) {
  const auto [entry, fresh] = statements_.try_emplace(std::string(sql));
  if (fresh) entry->second.text = entry->first;
  return entry->second;
}

void Connection::prepare(Statement& s, const std::vector<Param>& params) {
  auto name = "s" + std::to_string(++names_);
  const auto types = types_of(params);
  PQclear(check(PQprepare(connection_.get(), name.c_str(), s.text.data(), int(types.size()), types.data()), s.text));
  s.name = std::move(name);
}

Result Connection::run(std::string_view sql, const std::vector<Param>& params) {
  if (!sent_.empty()) {
    const auto answer = post(sql, params);
    flush();
    return std::move(answer.answer_->value());
  }
  auto& s = statement(sql);
  if (s.name.empty()) prepare(s, params);
  const Values v(params);
  return Result(
      check(PQexecPrepared(connection_.get(), s.name.c_str(), v.count(), v.data(), v.sizes(), v.formats(), 1), s.text));
}

void Connection::execute(const std::string& sql) {
  flush();
  PQclear(check(PQexec(connection_.get(), sql.c_str()), sql));
}

Transaction::~Transaction() {
  if (!open_) return;
  connection_.discard_posted();
  if (!connection_.alive()) return;
  try {
    connection_.execute("ROLLBACK");
  } catch (const std::exception&) {  // the session is gone, and with it the transaction
  }
}

void Transaction::commit() {
  if (connection_.run("COMMIT").command() != "COMMIT") throw Permanent("COMMIT of a transaction that had failed");
  if (connection_.commit_alone())
    throw ConnectionLost("PostgreSQL: COMMIT, and its wait for the standby was broken off");
  open_ = false;
}

std::string array_literal(const std::vector<std::int64_t>& values) {
  std::string out = "{";
  for (auto v : values) {
    if (out.size() > 1) out += ',';
    out += std::to_string(v);
  }
  return out + '}';
}

}  // namespace comptoir::postgres
