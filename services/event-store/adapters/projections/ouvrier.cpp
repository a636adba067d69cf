#include "services/event-store/adapters/projections/ouvrier.hpp"

#include <algorithm>

#include "libs/log/log.hpp"

namespace comptoir::event_store::projections {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kSondage = 250ms;          // a look without a wake-up: another instance may have written
constexpr auto kNouvelleSession = 500ms;  // after a failure

}  // namespace

void Ouvrier::start(std::string conninfo) {
  conninfo_ = std::move(conninfo);
  thread_ = GuardedThread(metier_.nom, [this](std::stop_token stop) { run(stop); });
}

void Ouvrier::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Ouvrier::reveiller() {
  const std::lock_guard lock(mutex_);
  reveille_ = true;
  reveil_.notify_all();
}

void Ouvrier::presser() {
  const std::lock_guard lock(mutex_);
  presse_ = reveille_ = true;
  reveil_.notify_all();
}

void Ouvrier::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    try {
      session(stop);
    } catch (const std::exception& e) {
      log::warn("session perdue, reprise", {{"ouvrier", metier_.nom}, {"raison", e.what()}});
      attendre(stop, kNouvelleSession);
    }
  }
}

// Without waiting for the disk: rows and position are one transaction, so what a crash loses is done again.
void Ouvrier::session(std::stop_token stop) {
  postgres::Connection sql(conninfo_);
  sql.execute("SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan");
  bool elu = false;
  while (!stop.stop_requested()) {
    metier_.toujours(sql);
    elu = elu || sql.run("SELECT pg_try_advisory_lock($1)", {metier_.verrou}).boolean(0, 0);
    const auto debut = steady_clock::now();
    const auto suite = elu ? metier_.tour(sql) : Suite::rien;
    if (suite == Suite::rien) attendre(stop, kSondage);
    if (suite == Suite::repos) se_reposer(stop, steady_clock::now() - debut);
  }
}

void Ouvrier::attendre(std::stop_token stop, std::chrono::milliseconds au_plus) {
  std::unique_lock lock(mutex_);
  reveil_.wait_for(lock, stop, au_plus, [&] { return reveille_; });
  reveille_ = false;
}

void Ouvrier::se_reposer(std::stop_token stop, steady_clock::duration du_tour) {
  std::unique_lock lock(mutex_);
  const auto repos = std::clamp<steady_clock::duration>(kRepos * du_tour, kReposMin, kReposMax);
  reveil_.wait_for(lock, stop, repos, [&] { return presse_; });
  presse_ = false;
}

}  // namespace comptoir::event_store::projections
