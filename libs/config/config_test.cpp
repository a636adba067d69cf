#include "libs/config/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "libs/base/error.hpp"
#include "libs/config/keys.hpp"

namespace comptoir {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A file that is gone at the end of the test.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) { std::ofstream(path) << text; }
  ~ConfigFile() { std::filesystem::remove(path); }
  const std::string path = testing::TempDir() + "comptoir_config_test_" + std::to_string(getpid()) + ".toml";
};

std::string refusal(const std::string& toml, const Settings& environment = {}, const Settings& flags = {}) {
  const ConfigFile file(toml);
  try {
    load(file.path, environment, flags);
  } catch (const ConfigError& e) {
    return e.what();
  }
  return "accepté";
}

// What no variable and no file of the home decides.
const std::string kSession =
    " client_encoding=UTF8 options='-c timezone=UTC -c datestyle=ISO' gssencmode=disable sslmode=prefer "
    "sslrootcert='/dev/null/aucun' sslcert='/dev/null/aucun' sslkey='/dev/null/aucun' passfile='/dev/null/aucun'";

TEST(Config, HasDefaults) {
  const auto c = load({}, {}, {});
  EXPECT_EQ(c.http.port, 8090);
  EXPECT_EQ(c.stock.delai_reservation_ms, 900'000);
  EXPECT_EQ(c.hosted().size(), 7u);
}

TEST(Config, PrefersFlagsThenEnvironmentThenFile) {
  const ConfigFile file("[http]\nport = 1\nhost = 'a'\n[worker]\nlot_max = 7\n");
  const auto c =
      load(file.path, {{"COMPTOIR_HTTP_PORT", "2"}, {"COMPTOIR_HTTP_HOST", "b"}, {"PATH", "x"}}, {{"http.port", "3"}});
  EXPECT_EQ(c.http.port, 3);
  EXPECT_EQ(c.http.host, "b");
  EXPECT_EQ(c.worker.lot_max, 7);
  EXPECT_EQ(c.origins.at("worker.lot_max"), file.path + ":5");
}

TEST(Config, NamesPlaceKeyAndCure) {
  EXPECT_THAT(refusal("\n[postgres]\nhots = 'x'\n"), HasSubstr(".toml:3). Vouliez-vous dire `postgres.host` ?"));
  EXPECT_THAT(refusal("[http]\nport = 70000\n"), HasSubstr(":2). Donnez un entier de 0 à 65535."));
  EXPECT_THAT(refusal("[http]\nport = '80'\n"), HasSubstr("un entier, sans guillemets"));
  EXPECT_THAT(refusal("[http]\nhost = 80\n"), HasSubstr("un texte entre guillemets"));
  EXPECT_THAT(refusal("[http\n"), HasSubstr("TOML invalide"));
  EXPECT_THAT(refusal("http = 3\n"), HasSubstr("clé inconnue `http`"));
  EXPECT_THAT(refusal("[log]\nniveau = 'fort'\n"), HasSubstr("debug, info, warn, error"));
}

TEST(Config, RefusesMisspeltVariablesAndFlags) {
  EXPECT_THAT(refusal("", {{"COMPTOIR_POSTGRES_HOTS", "x"}}), HasSubstr("Vouliez-vous dire `postgres.host` ?"));
  EXPECT_THAT(refusal("", {{"COMPTOIR_HTTP_PORT", "x"}}), HasSubstr("COMPTOIR_HTTP_PORT"));
  EXPECT_THAT(refusal("", {}, {{"worker.lots", "1"}}), HasSubstr("`worker.lot_max`"));
  EXPECT_THAT(refusal("", {}, {{"http.annonce", "ftp://a"}}), HasSubstr("http://hôte:port"));
  EXPECT_THAT(refusal("", {}, {{"http.annonce", "http://" + std::string(60, 'a')}}), HasSubstr("63 caractères"));
  EXPECT_THAT(refusal("", {}, {{"services", "panier,stok"}}), HasSubstr("service inconnu `stok`"));
  EXPECT_EQ(refusal("", {{"COMPTOIR_DATA_DIR", "/tmp/x"}}), "accepté");
}

TEST(Config, LeavesOutWhatAPlatformSays) {
  const Settings platform = {{"COMPTOIR_HTTP_PORT", "tcp://10.0.0.1:8090"},
                             {"COMPTOIR_PORT", "tcp://10.0.0.1:8090"},
                             {"COMPTOIR_SERVICE_HOST", "10.0.0.1"},
                             {"COMPTOIR_HTTP_SERVICE_HOST", "10.0.0.1"},
                             {"COMPTOIR_HTTP_SERVICE_PORT", "8090"},
                             {"COMPTOIR_HTTP_SERVICE_PORT_METRICS", "8091"},
                             {"COMPTOIR_HTTP_PORT_8090_TCP", "tcp://10.0.0.1:8090"},
                             {"COMPTOIR_HTTP_PORT_8090_TCP_PROTO", "tcp"},
                             {"COMPTOIR_HTTP_PORT_8090_TCP_PORT", "8090"},
                             {"COMPTOIR_HTTP_PORT_8090_TCP_ADDR", "10.0.0.1"},
                             {"COMPTOIR_STOCK_PORT", "udp://10.0.0.1:53"},
                             {"COMPTOIR_POSTGRES_PORT", "tcp://10.0.0.2:5433"},
                             {"COMPTOIR_POSTGRES_PORT_5433_UDP_ADDR", "10.0.0.2"},
                             {"COMPTOIR_REDIS_NAME", "/web/redis"},
                             {"COMPTOIR_REDIS_ENV_VERSION", "7"}};
  const auto c = load({}, platform, {});
  EXPECT_EQ(c.http.port, 8090);
  EXPECT_EQ(c.postgres.port, 5432);
  EXPECT_TRUE(c.origins.empty());
  EXPECT_THAT(refusal("", {{"COMPTOIR_HTTP_PORT_8090", "x"}}), HasSubstr("COMPTOIR_HTTP_PORT_8090"));
  EXPECT_THAT(refusal("", {{"COMPTOIR_TRACES_OTLP_ULR", "tcp://x"}}), HasSubstr("`traces.otlp_url`"));
}

TEST(Config, TakesAnEmptyVariableForNone) {
  const ConfigFile file("[http]\nport = 1\nhost = 'a'\n");
  const auto c =
      load(file.path, {{"COMPTOIR_HTTP_PORT", ""}, {"COMPTOIR_HTTP_HOST", ""}, {"COMPTOIR_LOG_FORMAT", ""}}, {});
  EXPECT_EQ(c.http.port, 1);
  EXPECT_EQ(c.http.host, "a");
}

TEST(Config, ListensWhereAUrlCanBeMade) {
  for (const auto* host : {"::1", "::", "0.0.0.0", "localhost", "fe80::1", "caisse-1.magasin"})
    EXPECT_EQ(refusal("", {{"COMPTOIR_HTTP_HOST", host}}), "accepté") << host;
  for (const auto* host : {"[::1]", "fe80::1%eth0", "a b", "a/b", "::1::", "a:80", "http://a"})
    EXPECT_THAT(refusal("", {{"COMPTOIR_HTTP_HOST", host}}), HasSubstr("`http.host` (COMPTOIR_HTTP_HOST)")) << host;
  EXPECT_THAT(refusal("", {}, {{"http.host", std::string(60, 'a')}}), HasSubstr("`http.annonce`"));
}

TEST(Config, FindsServices) {
  auto c = load({}, {{"COMPTOIR_SERVICES", "stock, panier"}, {"COMPTOIR_URLS_VENTES", "http://v"}}, {});
  EXPECT_EQ(c.hosted(), (std::vector<std::string>{"stock", "panier"}));
  EXPECT_EQ(c.url_of("stock", "http://moi"), "http://moi");
  EXPECT_EQ(c.url_of("ventes", "http://moi"), "http://v");
  EXPECT_EQ(c.url_of("event-store", "http://moi"), "http://127.0.0.1:8028");
  EXPECT_EQ(c.database_of("event-store"), "comptoir_event_store");
  c.postgres.password = "l'oubli";
  EXPECT_EQ(c.conninfo_of("stock", "essai"),
            "host='/var/run/postgresql' port=5432 user='comptoir_stock' dbname='comptoir_stock' connect_timeout=5 "
            "application_name='essai'" +
                kSession + " password='l\\'oubli'");
  c.postgres.sslmode = "verify-full";
  c.postgres.sslrootcert = "/etc/l'autorité.pem";
  EXPECT_THAT(c.conninfo_of("stock", "essai"), HasSubstr("sslmode=verify-full sslrootcert='/etc/l\\'autorité.pem'"));
}

TEST(Config, TakesAPrimaryAndItsStandbys) {
  const auto c = load({}, {{"COMPTOIR_POSTGRES_HOST", "pg1, pg2,/run/pg 3 "}}, {});
  EXPECT_EQ(c.postgres_hosts(), (std::vector<std::string>{"pg1", "pg2", "/run/pg 3"}));
  EXPECT_EQ(c.conninfo_of("stock", "essai"),
            "host='pg1,pg2,/run/pg 3' port=5432 user='comptoir_stock' dbname='comptoir_stock' connect_timeout=5 "
            "application_name='essai'" +
                kSession + " target_session_attrs=read-write");
  for (const auto* wrong : {"", "pg1,,pg2", "pg1,", ",", "pg1, pg1", "1,2,3,4,5,6,7,8,9"})
    EXPECT_THAT(
        refusal("\n[postgres]\nhost = '" + std::string(wrong) + "'\n"),
        AllOf(HasSubstr("`postgres.host`"), HasSubstr(".toml:3). Donnez un hôte, ou de 2 à 8 hôtes différents")))
        << wrong;
}

TEST(Config, PrintsWhatItReadsBackButNoSecret) {
  auto c = load({}, {{"COMPTOIR_POSTGRES_PASSWORD", "secret"}, {"COMPTOIR_REDIS_HOST", "a\"b\\"}}, {});
  const auto text = to_toml(c);
  EXPECT_THAT(text, testing::Not(HasSubstr("secret\"")));
  EXPECT_THAT(text, HasSubstr("password = \"***\""));
  EXPECT_THAT(text, HasSubstr("Vient de : COMPTOIR_REDIS_HOST."));
  const ConfigFile file(text);
  EXPECT_EQ(load(file.path, {}, {}).redis.host, "a\"b\\");
}

TEST(Config, CrossesToAChildProcess) {
  const auto c =
      load({}, {{"COMPTOIR_POSTGRES_PASSWORD", "p"}, {"COMPTOIR_URLS_EVENT_STORE", "http://e"}}, {{"http.port", "0"}});
  const auto copy = load({}, to_environment(c), {});
  EXPECT_EQ(copy.postgres.password, "p");
  EXPECT_EQ(copy.urls.at("event-store"), "http://e");
  EXPECT_EQ(copy.http.port, 0);
}

}  // namespace
}  // namespace comptoir
