// Which of several real servers a session is with. What a promotion changes: tests/chaos/test_bascule_postgres.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "apps/comptoir/infra/embedded_postgres.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;
using postgres::Connection;
using testing::HasSubstr;

class Server {
 public:
  explicit Server(const std::string& name) : folder_("/tmp/comptoir-" + name + "-" + std::to_string(getpid())) {
    server_.start({"essai"});
  }
  ~Server() {
    server_.stop();
    fs::remove_all(folder_);
  }
  std::string host() const { return data_.sockets(); }

 private:
  fs::path folder_;
  infra::DataDir data_{folder_, infra::unprivileged_user()};
  infra::EmbeddedPostgres server_{data_};
};

std::string among(const std::string& hosts) {
  return "host='" + hosts + "' dbname=essai user=essai target_session_attrs=read-write";
}

std::string refusal(const std::string& hosts) {
  try {
    const Connection sql(among(hosts));
  } catch (const postgres::ConnectionLost& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Primary, IsTheOneOfSeveralServersThatWrites) {
  const Server first("primary-test-a");
  EXPECT_EQ(Connection(among("/nowhere," + first.host())).run("SELECT 1").integer(0, 0), 1);
  EXPECT_THAT(refusal("/nowhere,/elsewhere"),
              AllOf(HasSubstr("none of the servers takes writes; /nowhere: "), HasSubstr("; /elsewhere: ")));
  EXPECT_EQ(refusal(first.host() + ',' + first.host() + "/."), "accepted") << "the same server by another name";
  const Server second("primary-test-b");
  EXPECT_THAT(refusal(first.host() + ',' + second.host()), HasSubstr("neither was promoted after the other"));
}

}  // namespace
}  // namespace comptoir
