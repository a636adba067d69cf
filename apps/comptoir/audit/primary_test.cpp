// Which of several real servers a session is with. What a promotion changes: tests/chaos/test_bascule_postgres.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "apps/comptoir/infra/embedded_postgres.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;
using postgres::Connection;
using testing::HasSubstr;

class Server {
 public:
  /// `files`: those of a server that is at rest, taken as they are; else new ones.
  explicit Server(const std::string& name, const fs::path& files = {}) : folder_(folder_of(name)) {
    const auto copy = "cp -a '" + files.string() + "' '" + (folder_ / "pg").string() + "'";
    if (!files.empty() && std::system(copy.c_str()) != 0) throw Permanent(copy);
    start();
  }
  ~Server() {
    server_.stop();
    fs::remove_all(folder_);
  }
  void start() { server_.start({"essai"}); }
  void stop() { server_.stop(); }
  std::string host() const { return data_.sockets(); }
  fs::path files() const { return folder_ / "pg"; }

 private:
  static fs::path folder_of(const std::string& name) {
    return "/tmp/comptoir-primary-test-" + name + "-" + std::to_string(getpid());
  }

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
  const Server first("a");
  EXPECT_EQ(Connection(among("/nowhere," + first.host())).run("SELECT 1").integer(0, 0), 1);
  EXPECT_THAT(refusal("/nowhere,/elsewhere"),
              AllOf(HasSubstr("none of the servers takes writes; /nowhere: "), HasSubstr("; /elsewhere: ")));
  EXPECT_EQ(refusal(first.host() + ',' + first.host() + "/."), "accepted") << "the same server by another name";
}

TEST(Primary, IsNotGuessedWhereTwoServersWrite) {
  Server first("a");
  const Server stranger("b");
  EXPECT_THAT(refusal(first.host() + ',' + stranger.host()), HasSubstr("are no copies of one another"));
  first.stop();
  const Server twin("c", first.files());
  first.start();
  EXPECT_THAT(refusal(first.host() + ',' + twin.host()), HasSubstr("neither was promoted after the other"));
}

}  // namespace
}  // namespace comptoir
