#include "apps/comptoir/backup/restored.hpp"

#include <fmt/format.h>

#include <thread>

#include "apps/comptoir/backup/manifest.hpp"
#include "apps/comptoir/backup/tool.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/replay/run/positions.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::backup {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds kLookAgain{50};

/// This same program, started and stopped on the restored folder.
class Trial {
 public:
  explicit Trial(fs::path data_dir) : data_dir_(std::move(data_dir)) {
    call({"up", "--detach", "--port", "0"});
    if (const auto found = find_system(data_dir_)) system_ = *found;
    if (system_.url.empty())
      throw Retryable("le système restauré s'est arrêté ; voyez " + (data_dir_ / "logs").string());
  }
  ~Trial() {
    try {
      call({"down"});
    } catch (const std::exception&) {  // it has ended by itself
    }
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  const infra::Running& system() const { return system_; }

 private:
  void call(std::vector<std::string> words) const {
    words.insert(words.begin(), fs::read_symlink("/proc/self/exe"));
    words.insert(words.end(), {"--data-dir", data_dir_});
    run_tool("comptoir " + words[1], words, data_dir_ / "logs" / "restauration.log", [] {});
  }

  fs::path data_dir_;
  infra::Running system_;
};

void wait_for_rest(const infra::Running& system) {
  replay::Pulse pulse;
  replay::Positions positions(system, pulse);
  replay::Watchdog watchdog;
  for (auto behind = positions.lags(); !behind.empty(); behind = positions.lags()) {
    watchdog.observe(positions.progress(), describe(behind));
    std::this_thread::sleep_for(kLookAgain);
  }
}

std::vector<std::string> missing_of(const Manifest& manifest, const std::map<std::string, std::int64_t>& heads) {
  std::vector<std::string> missing;
  for (const auto& [stream, seq] : manifest.journals) {
    const auto head = heads.find(stream);
    const auto found = head == heads.end() ? 0 : head->second;
    if (found < seq) missing.push_back(fmt::format("{} finit à {}, la sauvegarde disait {}", stream, found, seq));
  }
  return missing;
}

}  // namespace

Restored prove(const Manifest& manifest, const fs::path& data_dir) {
  const Trial trial(data_dir);
  wait_for_rest(trial.system());
  return {manifest, missing_of(manifest, journal_heads(trial.system())), verify::verify(config_of(trial.system())), 0};
}

std::string to_json(const Restored& r) {
  json::Writer w;
  w.open().field("ok", r.holds()).key("sauvegarde").raw(to_json(r.manifest)).key("manques").open_array();
  for (const auto& line : r.missing) w.value(line);
  w.close_array().key("verification").raw(verify::to_json(r.report));
  w.key("secondes").raw(fmt::format("{:.3f}", r.seconds)).close();
  return std::move(w).text() + '\n';
}

std::string to_text(const Restored& r, const fs::path& data_dir) {
  std::string text = verify::to_table(r.report, false);
  for (const auto& line : r.missing) text += "MANQUE : " + line + '\n';
  text += fmt::format("Sauvegarde du {} restaurée en {:.1f} s dans {}.\n", r.manifest.taken_at, r.seconds,
                      data_dir.string());
  return text + (r.holds() ? "Tout y est ; lancez : comptoir up --data-dir " + data_dir.string() + '\n'
                           : "Quelque chose ne va pas : voyez ci-dessus.\n");
}

}  // namespace comptoir::backup
