#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "apps/comptoir/bench/cost/cost.hpp"

namespace comptoir::bench {
namespace {

namespace fs = std::filesystem;

struct Process {
  std::string name;
  pid_t parent = 0;
  double cpu_seconds = 0;
};

/// /proc/<pid>/stat: "pid (name) state ppid …", utime, stime, cutime, cstime are fields 14 to 17. The last two are of
/// children that have ended, as PostgreSQL's sessions do.
std::optional<Process> read_process(const fs::path& folder) {
  std::ifstream in(folder / "stat");
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  const auto open = line.find('('), shut = line.rfind(')');
  std::istringstream rest(line.substr(shut + 2));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(field);
  Process p{line.substr(open + 1, shut - open - 1), std::stoi(fields.at(1)), 0};
  const double ticks =
      std::stod(fields.at(11)) + std::stod(fields.at(12)) + std::stod(fields.at(13)) + std::stod(fields.at(14));
  p.cpu_seconds = ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  return p;
}

std::map<pid_t, Process> all_processes() {
  std::map<pid_t, Process> all;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    if (const auto process = read_process(entry.path())) all.emplace(std::stoi(name), *process);
  }
  return all;
}

std::int64_t memory_of(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/smaps_rollup");
  for (std::string word; in >> word;)
    if (word == "Pss:") {
      std::int64_t kib = 0;
      in >> kib;
      return kib;
    }
  return 0;
}

bool descends(const std::map<pid_t, Process>& all, pid_t pid, pid_t root) {
  for (auto at = all.find(pid); at != all.end(); at = all.find(at->second.parent))
    if (at->first == root) return true;
  return false;
}

}  // namespace

Usage usage_of_tree(pid_t root) {
  const auto all = all_processes();
  Usage usage;
  for (const auto& [pid, process] : all) {
    if (!descends(all, pid, root)) continue;
    usage.cpu_seconds[process.name] += process.cpu_seconds;
    usage.memory_kib[process.name] += memory_of(pid);
  }
  return usage;
}

}  // namespace comptoir::bench
