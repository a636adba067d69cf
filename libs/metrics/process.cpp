#include "libs/metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace comptoir::metrics {
namespace {

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; }

double cpu_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

double resident_bytes() {
  double all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double entries(const char* folder) {
  std::error_code gone;
  double n = 0;
  for (std::filesystem::directory_iterator i(folder, gone), end; i != end; i.increment(gone)) ++n;
  return n;
}

double most_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

// A counter that somebody else counts.
void raise(prometheus::Counter& counter, double to) {
  if (const double by = to - counter.Value(); by > 0) counter.Increment(by);
}

}  // namespace

void measure_process(Registry& r) {
  static const double start =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  raise(r.counter("process_cpu_seconds_total", "Temps de processeur, utilisateur et système."), cpu_seconds());
  r.gauge("process_resident_memory_bytes", "Mémoire résidente.").Set(resident_bytes());
  r.gauge("process_open_fds", "Descripteurs ouverts.").Set(entries("/proc/self/fd"));
  r.gauge("process_max_fds", "Descripteurs, au plus.").Set(most_files());
  r.gauge("process_threads", "Fils d'exécution.").Set(entries("/proc/self/task"));
  r.gauge("process_start_time_seconds", "Première mesure du processus, depuis 1970.").Set(start);
}

void measure_disk(Registry& r, const std::filesystem::path& folder) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return;
  r.gauge("comptoir_disque_libre_bytes", "Place libre sur le disque des données.")
      .Set(static_cast<double>(space.available));
  r.gauge("comptoir_disque_taille_bytes", "Taille du disque des données.").Set(static_cast<double>(space.capacity));
}

}  // namespace comptoir::metrics
