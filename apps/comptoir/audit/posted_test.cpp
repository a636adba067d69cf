// What the worker's transactions rest on when they send ahead of their answers, over a real PostgreSQL.
#include <gtest/gtest.h>
#include <unistd.h>

#include "apps/comptoir/infra/embedded_postgres.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;
using postgres::Connection;
using postgres::Transaction;

class Posted : public testing::Test {
 protected:
  Posted() {
    server_.start({"essai"});
    sql_ = std::make_unique<Connection>(where_);
    sql_->execute("CREATE TABLE t (n bigint PRIMARY KEY CHECK (n > 0))");
  }
  ~Posted() override {
    sql_.reset();
    server_.stop();
    fs::remove_all(folder_);
  }
  std::int64_t rows() { return Connection(where_).run("SELECT count(*) FROM t").integer(0, 0); }
  postgres::Later insert(std::int64_t n) { return sql_->post("INSERT INTO t VALUES ($1)", {n}); }

  const fs::path folder_ = "/tmp/comptoir-posted-test-" + std::to_string(getpid());
  infra::DataDir data_{folder_, infra::unprivileged_user()};
  infra::EmbeddedPostgres server_{data_};
  const std::string where_ = "host='" + data_.sockets().string() + "' dbname=essai user=essai";
  std::unique_ptr<Connection> sql_;
};

TEST_F(Posted, GoesWithTheNextStatementAndWithTheCommit) {
  Transaction tx(*sql_);
  const auto first = insert(1);
  EXPECT_EQ(tx.run("SELECT count(*) FROM t").integer(0, 0), 1);
  EXPECT_EQ(first.get().affected(), 1);
  insert(2);
  tx.commit();
  EXPECT_EQ(rows(), 2);
}

TEST_F(Posted, AFailureStopsTheCommitThatGoesWithItAndLeavesTheSessionUsable) {
  {
    Transaction tx(*sql_);
    insert(1);
    insert(-1);
    const auto never = insert(2);
    try {
      tx.commit();
      FAIL() << "committed";
    } catch (const postgres::SqlError& e) {
      EXPECT_EQ(e.sqlstate, "23514");
      EXPECT_NE(std::string(e.what()).find("INSERT INTO t"), std::string::npos) << e.what();
    }
    EXPECT_THROW(never.get(), Permanent);
  }
  EXPECT_EQ(rows(), 0);
  Transaction again(*sql_);  // the statements it had prepared are known, those it had not are prepared now
  insert(3);
  again.commit();
  EXPECT_EQ(rows(), 1);
}

TEST_F(Posted, ATransactionThatIsLeftTakesWhatWasPostedWithIt) {
  {
    const Transaction tx(*sql_);
    insert(1);
  }
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(sql_->run("SELECT 1").integer(0, 0), 1);
}

TEST_F(Posted, ACommitAfterAFailureThatWasPassedOverIsNoCommit) {
  Transaction tx(*sql_);
  insert(-1);
  sql_->discard_posted();
  EXPECT_THROW(tx.commit(), Permanent);
  EXPECT_EQ(rows(), 0);
}

TEST_F(Posted, ALostSessionIsToldAsLost) {
  Transaction tx(*sql_);
  const auto pid = tx.run("SELECT pg_backend_pid()").integer(0, 0);
  Connection(where_).run("SELECT pg_terminate_backend($1::int)", {pid});
  insert(1);
  EXPECT_THROW(tx.commit(), postgres::ConnectionLost);
  EXPECT_EQ(rows(), 0);
}

// It was made to, before another one is promoted: no fault of what was to be written.
TEST_F(Posted, AServerThatTakesNoWritesIsAPassingFault) {
  sql_->execute("SET default_transaction_read_only = on");
  Transaction tx(*sql_);
  insert(1);
  EXPECT_THROW(tx.commit(), postgres::Transient);
}

}  // namespace
}  // namespace comptoir
