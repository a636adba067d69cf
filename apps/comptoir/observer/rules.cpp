#include "apps/comptoir/observer/rules.hpp"

#include <regex>

namespace comptoir::observer {
namespace {

constexpr int kScrapesPerWindow = 4;

std::int64_t milliseconds(const std::string& number, const std::string& unit) {
  return std::stoll(number) * (unit == "h" ? 3'600'000 : unit == "m" ? 60'000 : 1'000);
}

}  // namespace

std::string accelerate(std::string_view rules, int factor, std::chrono::milliseconds interval) {
  if (factor <= 1) return std::string(rules);
  static const std::regex kDuration(R"((\[|for: )(\d+)([smh]))");
  std::string out;
  const std::string text(rules);
  auto from = text.begin();
  for (std::sregex_iterator i(text.begin(), text.end(), kDuration), end; i != end; ++i) {
    const bool window = i->str(1) == "[";
    const auto least = window ? interval.count() * kScrapesPerWindow : 0;
    const auto scaled = std::max(milliseconds(i->str(2), i->str(3)) / factor, least);
    out.append(from, (*i)[0].first).append(i->str(1)).append(std::to_string(scaled) + "ms");
    from = (*i)[0].second;
  }
  return out.append(from, text.end());
}

std::string configuration(const std::map<std::string, std::string>& targets, std::chrono::milliseconds interval) {
  const auto every = std::to_string(interval.count()) + "ms";
  std::string out = "# Réécrit par comptoir à chaque démarrage.\nglobal: {scrape_interval: " + every +
                    ", scrape_timeout: " + every + ", evaluation_interval: " + every +
                    "}\nrule_files: [regles.yml, alertes.yml]\nscrape_configs:\n- job_name: comptoir\n"
                    "  static_configs:\n";
  for (const auto& [process, address] : targets)
    out += "  - {targets: ['" + address + "'], labels: {processus: " + process + "}}\n";
  return out;
}

}  // namespace comptoir::observer
