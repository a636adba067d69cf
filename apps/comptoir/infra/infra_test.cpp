// The real servers, in a folder of their own below /tmp.
#include "apps/comptoir/infra/infra.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/infra/process.hpp"
#include "apps/comptoir/infra/surroundings.hpp"
#include "libs/base/error.hpp"

namespace comptoir::infra {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Infrastructure : public testing::Test {
 protected:
  // As the program does: a server that was killed is asked how it is.
  Infrastructure() { std::signal(SIGPIPE, SIG_IGN); }
  ~Infrastructure() override { fs::remove_all(folder_); }
  void take() { DataDir data(folder_, unprivileged_user()); }
  std::string refusal() {
    try {
      take();
    } catch (const std::exception& e) {
      return e.what();
    }
    return "accepté";
  }

  const fs::path folder_ = "/tmp/comptoir-infra-test-" + std::to_string(getpid());
};

pid_t pid_in(const fs::path& file) { return std::atoi(read_text(file).value_or("0").c_str()); }

bool answers(const fs::path& redis_socket) {
  const std::unique_ptr<redisContext, void (*)(redisContext*)> session(redisConnectUnix(redis_socket.c_str()),
                                                                       redisFree);
  const std::unique_ptr<void, void (*)(void*)> reply(redisCommand(session.get(), "PING"), freeReplyObject);
  return reply && static_cast<redisReply*>(reply.get())->type == REDIS_REPLY_STATUS;
}

template <class Condition>
bool within(std::chrono::seconds limit, Condition condition) {
  for (const auto end = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < end;
       std::this_thread::sleep_for(20ms))
    if (condition()) return true;
  return false;
}

TEST_F(Infrastructure, GivesAProgramOfOthersAnEnvironmentMadeForIt) {
  for (const auto* name : {"PGDATA", "PGPORT", "LC_MESSAGES", "COMPTOIR_HTTP_PORT"}) setenv(name, "hostile", 1);
  fs::create_directories(folder_);
  const auto printed = [&](bool ours) {
    const auto log = folder_ / (ours ? "a" : "b");
    Child({.name = "env", .argv = {"/usr/bin/env"}, .log = log, .environment = {{"EN_PLUS", "1"}}, .ours = ours})
        .wait(10s);
    return tail(log, 1000);
  };
  EXPECT_THAT(printed(false), testing::AllOf(testing::HasSubstr("\nLC_ALL=C\n"), testing::HasSubstr("EN_PLUS=1"),
                                             testing::Not(testing::HasSubstr("hostile"))));
  EXPECT_THAT(printed(true), testing::HasSubstr("COMPTOIR_HTTP_PORT=hostile"));
  settle();
  EXPECT_EQ(std::getenv("PGDATA"), nullptr);
  EXPECT_EQ(std::getenv("PGPORT"), nullptr);
}

TEST(ProcessTest, TellsAProcessFromAnotherOfItsNumber) {
  auto who = Identity::parse(Identity::own().text());
  EXPECT_TRUE(Process::find(who));
  ++who.started;
  EXPECT_FALSE(Process::find(who)) << "began at another time";
  who = Identity::own();
  ++who.pid_namespace;
  EXPECT_FALSE(Process::find(who)) << "another namespace";
  who = Identity::own();
  who.boot = "hier";
  EXPECT_FALSE(Process::find(who)) << "before the machine started";
  EXPECT_FALSE(Process::find(Identity::parse("1"))) << "an older program's record";
}

TEST_F(Infrastructure, TakesAFolderOnce) {
  {
    DataDir data(folder_, unprivileged_user());
    EXPECT_EQ(holder(folder_).value().pid, getpid());
    EXPECT_THAT(refusal(), testing::HasSubstr("déjà utilisé par le processus " + std::to_string(getpid())));
    EXPECT_FALSE(running_system(folder_));
    data.publish({getpid(), "http://u", "/s", "/s/r", "/a", {{"stock", "http://u"}}});
    EXPECT_EQ(running_system(folder_).value().services.at("stock"), "http://u");
  }
  EXPECT_FALSE(holder(folder_));
  EXPECT_FALSE(running_system(folder_));
  EXPECT_EQ(refusal(), "accepté");
}

TEST_F(Infrastructure, RefusesForeignAndNewerFolders) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "photo.jpg") << "x";
  EXPECT_THAT(refusal(), testing::HasSubstr("n'est pas un dossier de comptoir"));
  std::ofstream(folder_ / "comptoir.json") << R"({"version":9})";
  EXPECT_THAT(refusal(), testing::HasSubstr("version 9"));
}

TEST_F(Infrastructure, StopsAStubbornChild) {
  fs::create_directories(folder_);
  Child child({.name = "têtu",
               .argv = {"/bin/sh", "-c", "trap '' TERM; echo prêt; while :; do sleep 0.1; done"},
               .log = folder_ / "log",
               .patience = 100ms});
  ASSERT_TRUE(within(5s, [&] { return read_text(folder_ / "log") == "prêt\n"; }));
  child.stop();
  EXPECT_EQ(child.wait(0ms), 128 + SIGKILL);
}

TEST_F(Infrastructure, SaysWhatAServerThatDiesHadToSay) {
  fs::create_directories(folder_);
  Supervised server({.name = "mourant", .argv = {"/bin/sh", "-c", "echo la cause; exit 3"}, .log = folder_ / "log"},
                    [] { return false; });
  EXPECT_THROW(
      try { server.start(10s); } catch (const Retryable& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("la cause"));
        throw;
      },
      Retryable);
}

constexpr auto kRedisLog = "appendonlydir/appendonly.aof.1.incr.aof";

/// Zeros at the end, as a file system leaves them that wrote the length but not yet the bytes when the power went.
void spoil(const fs::path& redis) { std::ofstream(redis / kRedisLog, std::ios::app) << std::string(100, '\0'); }

TEST_F(Infrastructure, BeginsAnewWhenRedisCannotReadItsFile) {
  DataDir data(folder_, unprivileged_user());
  EmbeddedRedis redis(data);
  redis.start();
  redis.stop();
  spoil(folder_ / "redis");
  redis.start();
  EXPECT_EQ(fs::file_size(folder_ / "redis" / kRedisLog), 0);
  EXPECT_GE(fs::file_size(folder_ / "redis.illisible" / kRedisLog), 100);
  redis.stop();
}

// The second time comes before it has been in good health for long.
TEST_F(Infrastructure, BeginsAnewEachTimeThatRedisCannotReadItsFile) {
  DataDir data(folder_, unprivileged_user());
  EmbeddedRedis redis(data);
  redis.start();
  for (int time = 1; time <= 2; ++time) {
    fs::remove_all(folder_ / "redis.illisible");
    spoil(folder_ / "redis");
    kill(pid_in(folder_ / "redis/redis.pid"), SIGKILL);
    EXPECT_TRUE(within(30s,
                       [&] {
                         const bool anew = fs::exists(folder_ / "redis.illisible") && answers(redis.socket());
                         redis.tend(std::chrono::steady_clock::now());
                         return anew;
                       }))
        << "la fois " << time;
  }
  redis.stop();
}

TEST_F(Infrastructure, KeepsFilesThatRedisCanReadHoweverOftenItDies) {
  DataDir data(folder_, unprivileged_user());
  EmbeddedRedis redis(data);
  redis.start();
  constexpr int kDeaths = 6;  // one more than lead to the last resort
  for (int death = 1; death <= kDeaths; ++death) {
    const auto killed = pid_in(folder_ / "redis/redis.pid");
    kill(killed, SIGKILL);
    EXPECT_TRUE(within(30s,
                       [&] {
                         redis.tend(std::chrono::steady_clock::now());
                         return pid_in(folder_ / "redis/redis.pid") != killed && answers(redis.socket());
                       }))
        << "la mort " << death;
    redis.tend(std::chrono::steady_clock::now());
  }
  EXPECT_FALSE(fs::exists(folder_ / "redis.illisible"));
  redis.stop();
}

TEST_F(Infrastructure, StartsRevivesAndStartsAgain) {
  DataDir data(folder_, unprivileged_user());
  Config config;
  {
    Infra infra(data);
    infra.start(config);
    EXPECT_EQ(config.redis.socket, (data.sockets() / "redis.sock").string());
    const auto postgres = pid_in(folder_ / "pg/postmaster.pid"), redis = pid_in(folder_ / "redis/redis.pid");
    kill(postgres, SIGKILL);
    kill(redis, SIGKILL);
    EXPECT_TRUE(within(30s, [&] {
      infra.tend();
      const auto now = pid_in(folder_ / "pg/postmaster.pid");
      return now != postgres && now != 0 && pid_in(folder_ / "redis/redis.pid") != redis;
    }));
    infra.stop();
    EXPECT_FALSE(fs::exists(folder_ / "pg/postmaster.pid"));
  }
  std::ofstream(folder_ / "pg/postmaster.pid").flush();  // as a power cut may leave them
  std::ofstream(folder_ / "sockets/.s.PGSQL.5432.lock").flush();
  Infra again(data);
  again.start(config);
}

}  // namespace
}  // namespace comptoir::infra
