#include "libs/service/worker_state.hpp"

namespace comptoir::service {

WorkerState merged(const std::vector<WorkerState>& states) {
  WorkerState all = states.front();
  for (std::size_t i = 1; i < states.size(); ++i) {
    auto of = states[i];
    all.owner = all.owner || of.owner;
    all.database = all.database && of.database;
    all.redis = all.redis && of.redis;
    if (all.refusal.empty()) all.refusal = of.refusal;
    all.heads.merge(of.heads);
    all.published.merge(of.published);
    all.positions.merge(of.positions);
    all.views.merge(of.views);
    all.republished += of.republished, all.filled += of.filled, all.handed += of.handed;
    all.queued += of.queued, all.commands += of.commands, all.commands_max += of.commands_max;
    if (of.letters.letters > all.letters.letters) all.letters = of.letters;
  }
  return all;
}

}  // namespace comptoir::service
