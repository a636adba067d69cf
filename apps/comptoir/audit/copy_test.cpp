// What an audit and an import ask of COPY, over a real PostgreSQL.
#include "libs/postgres/copy.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "apps/comptoir/infra/embedded_postgres.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;
using postgres::Connection;

class Copy : public testing::Test {
 protected:
  Copy() {
    server_.start({"essai"});
    sql_ = std::make_unique<Connection>("host='" + data_.sockets().string() + "' dbname=essai user=essai");
    sql_->execute("CREATE TEMP TABLE t (n bigint, x text, b bytea, le timestamptz)");
  }
  ~Copy() override {
    sql_.reset();
    server_.stop();
    fs::remove_all(folder_);
  }
  std::int64_t fill(std::int64_t rows) {
    postgres::CopyRows out(4);
    for (std::int64_t n = 1; n <= rows; ++n) {
      out.row();
      out.integer(n), out.text("é" + std::to_string(n)), out.bytes(std::string(1, '\0')), out.null();
    }
    return sql_->copy_in("COPY t FROM STDIN (FORMAT binary)", std::move(out).finish());
  }

  const fs::path folder_ = "/tmp/comptoir-copy-test-" + std::to_string(getpid());
  infra::DataDir data_{folder_, infra::unprivileged_user()};
  infra::EmbeddedPostgres server_{data_};
  std::unique_ptr<Connection> sql_;
};

constexpr auto kOut = "COPY (SELECT n, x, b, le FROM t ORDER BY n) TO STDOUT (FORMAT binary)";

// One snapshot for what is copied and for what is asked after it: an audit rests on it.
TEST_F(Copy, WhatGoesInComesOutAndTheTransactionGoesOn) {
  EXPECT_EQ(fill(1000), 1000);
  postgres::Transaction tx(*sql_);
  const auto before = sql_->run("SELECT pg_backend_pid()::bigint, pg_current_xact_id()::text");
  std::int64_t seen = 0;
  sql_->copy_out(kOut, [&](const Connection::Cells& cells) {
    EXPECT_EQ(postgres::cell_integer(cells[0]), ++seen);
    EXPECT_EQ(postgres::cell_bytes(cells[1]), "é" + std::to_string(seen));
    EXPECT_EQ(postgres::cell_bytes(cells[2]), std::string(1, '\0'));
    EXPECT_FALSE(cells[3]);
  });
  EXPECT_EQ(seen, 1000);
  const auto after = sql_->run("SELECT pg_backend_pid()::bigint, pg_current_xact_id()::text");
  EXPECT_EQ(after.integer(0, 0), before.integer(0, 0));
  EXPECT_EQ(after.text(0, 1), before.text(0, 1));
}

TEST_F(Copy, LeftHalfReadTheSessionIsLost) {
  fill(1000);
  EXPECT_THROW(sql_->copy_out(kOut, [](const Connection::Cells&) { throw std::runtime_error("assez"); }),
               std::runtime_error);
  EXPECT_FALSE(sql_->alive());
  EXPECT_THROW(sql_->run("SELECT 1"), postgres::ConnectionLost);
}

}  // namespace
}  // namespace comptoir
