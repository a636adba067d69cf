#include "libs/postgres/copy.hpp"

#include "libs/base/error.hpp"
#include "libs/postgres/connection.hpp"
#include "libs/postgres/wire.hpp"

namespace comptoir::postgres {
namespace {

constexpr std::string_view kSignature("PGCOPY\n\377\r\n\0", 11);
constexpr std::size_t kHead = kSignature.size() + 8;  // then flags and the length of an extension, both 0
constexpr std::uint32_t kNull = 0xffffffff;
constexpr std::uint16_t kEnd = 0xffff;

struct Freed {
  void operator()(char* p) const { PQfreemem(p); }
};

// One row of copy_out: a count of columns, then each length and its bytes. False at the end mark.
bool read_cells(std::string_view row, Connection::Cells& cells) {
  cells.clear();
  const auto columns = wire::get16(row.data());
  if (columns == kEnd) return false;
  const char* at = row.data() + 2;
  for (int i = 0; i < columns; ++i) {
    const auto size = wire::get32(at);
    at += 4;
    if (size == kNull) {
      cells.emplace_back();
    } else {
      cells.emplace_back(std::string_view(at, size));
      at += size;
    }
  }
  return true;
}

void read_rows(PGconn* c, const std::function<void(const Connection::Cells&)>& row) {
  Connection::Cells cells;
  bool first = true;
  char* data = nullptr;
  int size;
  while ((size = PQgetCopyData(c, &data, 0)) > 0) {
    const std::unique_ptr<char, Freed> owned(data);
    std::string_view bytes(data, static_cast<std::size_t>(size));
    if (first) bytes.remove_prefix(kHead);  // the head comes with the first row
    first = false;
    if (!bytes.empty() && read_cells(bytes, cells)) row(cells);
  }
}

}  // namespace

CopyRows::CopyRows(std::int16_t columns) : columns_(columns), out_(kSignature) {
  wire::put32(out_, 0);
  wire::put32(out_, 0);
}

void CopyRows::row() { wire::put16(out_, static_cast<std::uint16_t>(columns_)); }

void CopyRows::integer(std::int64_t v) {
  wire::put32(out_, 8);
  wire::put64(out_, v);
}

void CopyRows::text(std::string_view v) {
  wire::put32(out_, static_cast<std::uint32_t>(v.size()));
  out_ += v;
}

void CopyRows::bytes(std::string_view v) { text(v); }
void CopyRows::instant(Instant at) { integer(wire::to_wire(at)); }
void CopyRows::null() { wire::put32(out_, kNull); }

std::string CopyRows::finish() && {
  wire::put16(out_, kEnd);
  return std::move(out_);
}

std::string_view cell_bytes(const std::optional<std::string_view>& cell) {
  if (!cell) throw Permanent("COPY: a cell is null that must not be");
  return *cell;
}

std::int64_t cell_integer(const std::optional<std::string_view>& cell) {
  if (cell_bytes(cell).size() != 8) throw Permanent("COPY: a cell is no int8");
  return wire::get64(cell->data());
}

Instant cell_instant(const std::optional<std::string_view>& cell) { return wire::from_wire(cell_integer(cell)); }

std::int64_t Connection::copy_in(const std::string& sql, std::string_view bytes) {
  flush();
  auto* c = connection_.get();
  const auto begun = PQexec(c, sql.c_str());
  if (PQresultStatus(begun) != PGRES_COPY_IN) {
    PQclear(check(begun, sql));
    throw Permanent("not a COPY FROM STDIN: " + sql);
  }
  PQclear(begun);
  // A failure to send shows in the result that follows.
  if (PQputCopyData(c, bytes.data(), static_cast<int>(bytes.size())) == 1) PQputCopyEnd(c, nullptr);
  const Result done(check(PQgetResult(c), sql));
  while (auto* rest = PQgetResult(c)) PQclear(rest);
  return done.affected();
}

void Connection::copy_out(const std::string& sql, const std::function<void(const Cells&)>& row) {
  flush();
  auto* c = connection_.get();
  const auto begun = PQexec(c, sql.c_str());
  if (PQresultStatus(begun) != PGRES_COPY_OUT) {
    PQclear(check(begun, sql));
    throw Permanent("not a COPY TO STDOUT: " + sql);
  }
  PQclear(begun);
  try {
    read_rows(c, row);
  } catch (...) {  // a COPY left half read cannot be taken up again
    connection_.reset();
    throw;
  }
  PQclear(check(PQgetResult(c), sql));
  while (auto* rest = PQgetResult(c)) PQclear(rest);
}

}  // namespace comptoir::postgres
