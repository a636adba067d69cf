// What Prometheus is told: whom to ask, and by which rules. The rules are deploy/prometheus/*.yml, word for word.
#pragma once
#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace comptoir::observer {

/// The text of a file of deploy/prometheus. Throws std::logic_error for one that is not built in.
std::string_view embedded(std::string_view name);

/// The same rules in a world that runs `factor` times faster: windows "[5m]" and waits "for: 1m" are divided. No window
/// gets shorter than four scrapes, so that a rate has its samples. For tests: an hour passes in a minute.
std::string accelerate(std::string_view rules, int factor, std::chrono::milliseconds interval);

/// prometheus.yml. `targets`: process -> "host:port".
std::string configuration(const std::map<std::string, std::string>& targets, std::chrono::milliseconds interval);

}  // namespace comptoir::observer
