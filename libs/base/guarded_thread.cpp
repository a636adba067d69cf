#include "libs/base/guarded_thread.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>

#include "libs/base/error.hpp"

namespace comptoir {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kShownName = 15;  // of the kernel

void tell_stderr(std::string_view thread, std::string_view reason) {
  const auto line = "comptoir : fil " + std::string(thread) + " : " + std::string(reason) + "\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

std::atomic<ThreadReport> report_to{tell_stderr};

void report(std::string_view thread, std::string_view reason) noexcept {
  try {
    report_to.load()(thread, reason);
  } catch (...) {  // the report itself: out of memory, a full disk. There is nobody left to tell
  }
}

void run(const std::string& name, const GuardedThread::Work& work, const std::stop_token& stop) {
  pthread_setname_np(pthread_self(), name.substr(0, kShownName).c_str());
  auto wait = GuardedThread::kFirstPause;
  for (;;) {
    const auto begun = steady_clock::now();
    if (guarded_call(name, [&] { work(stop); })) return;
    if (steady_clock::now() - begun > GuardedThread::kGoodHealth) wait = GuardedThread::kFirstPause;
    pause_for(stop, wait);
    if (stop.stop_requested()) return;
    wait = std::min(wait * 2, GuardedThread::kLastPause);
  }
}

std::jthread begin(std::string name, GuardedThread::Work work) try {
  return std::jthread(
      [name = std::move(name), work = std::move(work)](std::stop_token stop) { run(name, work, stop); });
} catch (const std::system_error& e) {
  throw Retryable(std::string("impossible de créer un fil d'exécution : ") + e.what());
}

}  // namespace

void pause_for(std::stop_token stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, std::move(stop), time, [] { return false; });
}

void report_threads_to(ThreadReport to) { report_to = to; }

bool guarded_call(std::string_view name, const std::function<void()>& work) noexcept {
  try {
    work();
    return true;
  } catch (const std::exception& e) {
    report(name, e.what());
  } catch (...) {
    report(name, "exception inconnue");
  }
  return false;
}

GuardedThread::GuardedThread(std::string name, Work work) : thread_(begin(std::move(name), std::move(work))) {}

GuardedThread::GuardedThread(std::string name, std::function<void()> work)
    : thread_(begin(std::move(name), [work = std::move(work)](const std::stop_token&) { work(); })) {}

}  // namespace comptoir
