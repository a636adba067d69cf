#include "apps/comptoir/infra/embedded_redis.hpp"

#include <hiredis/hiredis.h>
#include <unistd.h>

#include <sstream>

#include "apps/comptoir/infra/files.hpp"
#include "libs/base/descriptors.hpp"
#include "libs/base/durable.hpp"
#include "libs/base/error.hpp"
#include "libs/log/log.hpp"

namespace comptoir::infra {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;
constexpr auto kLookEvery = 1s;
constexpr auto kMayRefuse = 3s;
constexpr std::size_t kMostClients = 1000, kRedisReserve = 32;  // what it wants for itself

fs::path find_redis() {
  std::istringstream path(std::string(std::getenv("PATH") ? std::getenv("PATH") : "") + ":/usr/bin:/usr/local/bin");
  for (std::string folder; std::getline(path, folder, ':');)
    if (access((fs::path(folder) / "redis-server").c_str(), X_OK) == 0) return fs::path(folder) / "redis-server";
  throw Permanent("redis-server est introuvable. Installez-le : apt-get install redis-server");
}

/// The answer to one command; null when there is none within a second.
std::unique_ptr<redisReply, void (*)(void*)> asked(const std::string& socket, const char* command) {
  const std::unique_ptr<redisContext, void (*)(redisContext*)> context(
      redisConnectUnixWithTimeout(socket.c_str(), {1, 0}), redisFree);
  if (!context || context->err) return {nullptr, freeReplyObject};
  redisSetTimeout(context.get(), {1, 0});
  return {static_cast<redisReply*>(redisCommand(context.get(), command)), freeReplyObject};
}

/// False while it loads its file: it then answers an error.
bool answers_ping(const std::string& socket) {
  const auto reply = asked(socket, "PING");
  return reply && reply->type == REDIS_REPLY_STATUS;
}

bool refuses_writes(const std::string& socket) {
  const auto reply = asked(socket, "INFO persistence");
  return reply && reply->type == REDIS_REPLY_STRING &&
         std::string_view(reply->str, reply->len).find("aof_last_write_status:err") != std::string_view::npos;
}

/// As redis.conf reads it: any byte but these two is itself.
std::string quoted(const fs::path& path) {
  std::string text = "\"";
  for (const char c : path.native()) text.append(c == '"' || c == '\\' ? "\\" : "").push_back(c);
  return text + '"';
}

Command server_command(const DataDir& data, const fs::path& folder) {
  return {.name = "redis",
          .argv = {find_redis(), folder / "redis.conf"},
          .log = data.log_file("redis"),
          .user = data.user(),
          .patience = 20s};
}

}  // namespace

EmbeddedRedis::EmbeddedRedis(const DataDir& data)
    : data_(data),
      folder_(data.path() / "redis"),
      server_(
          server_command(data, folder_), [where = socket().string()] { return answers_ping(where); },
          [this] { put_aside(); }) {}

fs::path EmbeddedRedis::socket() const { return data_.sockets() / "redis.sock"; }

void EmbeddedRedis::start() {
  stop_orphan(folder_ / "redis.pid", "redis-server", folder_, SIGTERM);
  prepare();
  server_.start(60s);
  accepted_ = std::chrono::steady_clock::now();
}

void EmbeddedRedis::tend(std::chrono::steady_clock::time_point now) {
  server_.tend(now);
  if (now < next_look_) return;
  next_look_ = now + kLookEvery;
  if (!server_.running() || !refuses_writes(socket())) accepted_ = now;
  if (now - accepted_ < kMayRefuse) return;
  log::error("Redis refuse toute écriture, son disque a failli : on le relance");
  server_.stop();
}

void EmbeddedRedis::prepare() const {
  make_private_folder(folder_, data_.user());
  configure();
}

void EmbeddedRedis::put_aside() const {
  const fs::path aside = folder_.string() + ".illisible";
  log::error("Redis ne démarre plus sur ses fichiers : on les met de côté, les journaux le remplissent",
             {{"dossier", aside.string()}});
  fs::remove_all(aside);
  fs::rename(folder_, aside);
  prepare();
}

void EmbeddedRedis::configure() const {
  write_durably(folder_ / "redis.conf",
                "# Réécrit par comptoir à chaque démarrage.\n"
                "port 0\n"
                "unixsocket " +
                    quoted(socket()) +
                    "\n"
                    "unixsocketperm 700\n"
                    "dir " +
                    quoted(folder_) +
                    "\n"
                    "pidfile " +
                    quoted(folder_ / "redis.pid") +
                    "\n"
                    "maxclients " +
                    std::to_string(std::min(kMostClients, descriptor_limit() - kRedisReserve)) +
                    "\n"
                    "daemonize no\n"
                    "appendonly yes\n"
                    "appendfsync everysec\n"
                    "auto-aof-rewrite-min-size 256mb\n"  // a rewrite takes a whole processor meanwhile
                    "aof-load-truncated yes\n"
                    "save \"\"\n"
                    "maxmemory-policy noeviction\n");
}

}  // namespace comptoir::infra
