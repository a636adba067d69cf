#include "apps/comptoir/commandes/diagnosis.hpp"

#include <algorithm>

namespace comptoir::commandes {
namespace {

std::int64_t head_of(const std::string& stream, const States& states) {
  std::int64_t head = 0;
  for (const auto& [name, state] : states)
    if (const auto found = state ? state->heads.find(stream) : decltype(state->heads.end()){};
        state && found != state->heads.end())
      head = std::max(head, found->second);
  return head;
}

/// The stream it is furthest behind on, and by how much.
std::pair<std::string, std::int64_t> lag(const ServiceState& of, const States& states) {
  std::pair<std::string, std::int64_t> worst;
  for (const auto& [stream, seq] : of.positions)
    if (const auto behind = head_of(stream, states) - seq; behind > worst.second) worst = {stream, behind};
  return worst;
}

}  // namespace

Diagnosis diagnose(const std::string& service, const States& states) {
  const auto found = states.find(service);
  if (found == states.end() || !found->second)
    return {service + " ne répond pas", "regardez `comptoir status` et son journal sous logs/, puis relancez-le"};
  const auto& state = *found->second;
  if (!state.refusal.empty())
    return {service + " n'écrit pas : " + state.refusal, "faites ce qu'il dit, puis regardez `comptoir status`"};
  if (!state.held)
    return {
        "personne ne tient une partition de " + service + " : il n'atteint pas sa base, ou une autre session la tient",
        "vérifiez PostgreSQL, puis le journal du service"};
  if (const auto [stream, behind] = lag(state, states); behind > 0) {
    const auto text = service + " a " + std::to_string(behind) + " événements de retard sur " + stream;
    if (state.gap)
      return {text + " : il attend un événement que le stream n'a pas",
              "vérifiez que le producteur de " + stream + " répond : son journal a ce qui manque"};
    return {text, "cherchez ce qui le retient : un verrou dans sa base, le disque, trop de charge"};
  }
  if (state.dead_letters > 0)
    return {service + " a mis de côté " + std::to_string(state.dead_letters) +
                " lettres mortes : la commande en est peut-être",
            "`comptoir lettres causes`, corrigez, puis `comptoir lettres rejouer`"};
  return {service + " a tout lu et n'a pas répondu", "regardez son journal, puis `comptoir verify`"};
}

}  // namespace comptoir::commandes
