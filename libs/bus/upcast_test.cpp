// Every version of every event that was ever written must be read for ever: contracts/golden has one of each.
#include "libs/bus/upcast.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "libs/bus/envelope.hpp"
#include "libs/bus/versions_port.hpp"
#include "libs/json/fields.hpp"

namespace comptoir::bus {
namespace {

namespace fs = std::filesystem;

struct Golden {
  std::string name;
  boost::json::value written;  ///< the whole envelope
  boost::json::value read;     ///< its data, as decode() gives it
};

std::vector<Golden> goldens() {
  std::vector<Golden> out;
  for (const auto& entry : fs::directory_iterator(COMPTOIR_GOLDEN)) {
    std::ifstream file(entry.path());
    const auto value = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    out.push_back({entry.path().filename().string(), value.at("ecrit"), value.at("lu")});
  }
  return out;
}

TEST(Golden, EveryVersionEverWrittenIsReadAsTheNewest) {
  for (const auto& g : goldens()) {
    const auto e = decode(boost::json::serialize(g.written));
    EXPECT_EQ(e.data, g.read) << g.name << " is read as " << boost::json::serialize(e.data);
    EXPECT_EQ(e.schema_version, newest_version(e.event_type)) << g.name;
    EXPECT_EQ(e.event_id, std::string(g.written.at("event_id").as_string())) << g.name;
    auto written = g.written;
    EXPECT_EQ(take_data(e.event_type, written), g.read) << g.name;
  }
}

TEST(Golden, TheNewestVersionIsTheLastOneWritten) {
  std::map<std::string, std::int64_t> last;
  for (const auto& g : goldens()) {
    auto& version = last[std::string(g.written.at("event_type").as_string())];
    version = std::max(version, g.written.at("schema_version").as_int64());
  }
  EXPECT_FALSE(last.empty());
  for (const auto& [type, version] : last) EXPECT_EQ(newest_version(type), version) << type;
}

TEST(Upcast, AClientOfBeforeSaysInClearWhatIsNowSealed) {
  const auto data = json::parse(R"({"client_id":4,"reference":"A-4","nom":"Anna","solde":10.0})");
  EXPECT_EQ(upcast("ClientCree", 1, 2, data),
            json::parse(R"({"client_id":4,"solde":10.0,"personnel_clair":{"nom":"Anna","reference":"A-4"}})"));
  EXPECT_EQ(upcast("ClientCree", 1, 2, json::parse("{}")), json::parse(R"({"personnel_clair":{}})"));
}

TEST(Upcast, LeavesTheNewestAlone) {
  EXPECT_EQ(upcast("StockRecu", 1, 1, {{"quantite", 3}}), boost::json::value({{"quantite", 3}}));
}

TEST(Upcast, AVersionWithoutAStepIsAMistakeOfOurs) {
  EXPECT_THROW(upcast("StockRecu", 1, 2, boost::json::object{}), std::logic_error);
}

}  // namespace
}  // namespace comptoir::bus
