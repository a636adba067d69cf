#include "apps/comptoir/demo/timeline.hpp"

#include <algorithm>

#include "libs/base/terminal.hpp"

namespace comptoir::demo {
namespace {

namespace bj = boost::json;

constexpr std::size_t kTimeStart = 11, kTimeLength = 12;  // within RFC 3339
constexpr const char* kAmounts[] = {"total", "solde"};
constexpr const char* kWords[] = {"raison", "motif"};

std::string missing(const bj::value& short_of) {
  const auto& first = short_of.as_array().at(0);
  const auto more = short_of.as_array().size() - 1;
  return "produit " + std::to_string(replay::integer_at(first, "produit_id")) + " : " +
         std::to_string(replay::integer_at(first, "demande")) + " voulus, " +
         std::to_string(replay::integer_at(first, "disponible")) + " disponibles" +
         (more > 0 ? " (et " + std::to_string(more) + " autres)" : "");
}

void add(std::string& facts, const std::string& fact) { facts += (facts.empty() ? "" : ", ") + fact; }

std::string facts_of(const bj::value& data) {
  std::string facts;
  const auto& object = data.as_object();
  if (const auto* lines = object.if_contains("produits"))
    add(facts, std::to_string(lines->as_array().size()) + " produits");
  for (const auto* name : kAmounts)
    if (object.contains(name)) add(facts, std::string(name) + ' ' + format_dollars(replay::cents_at(data, name)));
  for (const auto* name : kWords)
    if (object.contains(name)) add(facts, replay::text_at(data, name));
  if (const auto* short_of = object.if_contains("manquants")) add(facts, missing(*short_of));
  return facts;
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

std::size_t widest(const std::vector<Step>& steps, std::string Step::* column) {
  std::size_t width = 0;
  for (const auto& step : steps) width = std::max(width, (step.*column).size());
  return width;
}

}  // namespace

std::vector<Step> timeline(replay::Api& api, const std::string& commande_id) {
  std::vector<Step> steps;
  api.for_each("/events/?origine=service&correlation_id=" + replay::encoded(commande_id), [&](const bj::value& stored) {
    const auto& event = stored.at("evenement");
    const auto time = replay::text_at(event, "timestamp");
    steps.push_back({one_line(time.substr(std::min(kTimeStart, time.size()), kTimeLength)),
                     one_line(replay::text_at(event, "source")), one_line(replay::text_at(event, "event_type")),
                     one_line(facts_of(event.at("data")))});
  });
  return steps;
}

std::string to_table(const std::vector<Step>& steps, bool colour) {
  const auto service = widest(steps, &Step::service), event = widest(steps, &Step::event);
  std::string text;
  for (const auto& step : steps)
    text += "  " + step.time + "  " + padded(step.service, service) + "  " + (colour ? "\x1b[1m" : "") +
            padded(step.event, event) + (colour ? "\x1b[0m" : "") + "  " + step.facts + '\n';
  return text;
}

}  // namespace comptoir::demo
