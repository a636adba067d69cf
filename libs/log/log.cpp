#include "libs/log/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "libs/base/clock.hpp"
#include "libs/base/terminal.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::log {
namespace {

struct Output {
  std::shared_ptr<spdlog::logger> logger;
  bool readable;
  std::string service;
};

std::shared_ptr<const Output> make_output(Format format, std::string_view service) {
  const bool readable = format == Format::lisible || (format == Format::automatique && isatty(STDOUT_FILENO));
  spdlog::sink_ptr sink;
  if (readable)
    sink = std::make_shared<spdlog::sinks::stdout_color_sink_mt>();
  else
    sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
  auto logger = std::make_shared<spdlog::logger>("comptoir", std::move(sink));
  logger->set_pattern(readable ? "%H:%M:%S.%e %^%-5l%$ %v" : "%v");
  logger->flush_on(spdlog::level::trace);
  return std::make_shared<const Output>(Output{std::move(logger), readable, std::string(service)});
}

std::shared_ptr<const Output>& output() {
  static auto current = make_output(Format::json, "");
  return current;
}

spdlog::level::level_enum level_of(std::string_view name) {
  if (name == "debug") return spdlog::level::debug;
  if (name == "warn") return spdlog::level::warn;
  if (name == "error") return spdlog::level::err;
  if (name == "off") return spdlog::level::off;
  return spdlog::level::info;
}

std::string readable_line(std::string_view service, std::string_view message, Fields fields) {
  auto line = one_line(message);
  auto add = [&](std::string_view name, std::string_view text) {
    line.append("  ").append(name).append("=").append(one_line(text));
  };
  if (!service.empty()) add("service", service);
  for (const auto& f : fields) {
    if (f.empty()) continue;
    if (const auto* number = std::get_if<std::int64_t>(&f.value))
      add(f.name, std::to_string(*number));
    else
      add(f.name, std::get<std::string_view>(f.value));
  }
  return line;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view message, Fields fields) {
  const auto out = std::atomic_load(&output());
  if (!out->logger->should_log(level)) return;
  out->logger->log(level, out->readable
                              ? readable_line(out->service, message, fields)
                              : json_line(format_rfc3339(SystemClock().now()), name, out->service, message, fields));
}

}  // namespace

Format parse_format(std::string_view name) {
  if (name == "json") return Format::json;
  return name == "lisible" ? Format::lisible : Format::automatique;
}

void init(Format format, std::string_view level, std::string_view service) {
  auto fresh = make_output(format, service);
  fresh->logger->set_level(level_of(level));
  std::atomic_store(&output(), std::move(fresh));
}

void set_level(std::string_view level) { std::atomic_load(&output())->logger->set_level(level_of(level)); }

bool debugging() { return std::atomic_load(&output())->logger->should_log(spdlog::level::debug); }

void debug(std::string_view message, Fields fields) { write(spdlog::level::debug, "debug", message, fields); }
void info(std::string_view message, Fields fields) { write(spdlog::level::info, "info", message, fields); }
void warn(std::string_view message, Fields fields) { write(spdlog::level::warn, "warn", message, fields); }
void error(std::string_view message, Fields fields) { write(spdlog::level::err, "error", message, fields); }

std::string json_line(std::string_view time, std::string_view level, std::string_view service, std::string_view message,
                      Fields fields) {
  json::Writer w;
  w.open().field("time", time).field("level", level).field("message", message);
  if (!service.empty()) w.field("service", service);
  for (const auto& f : fields)
    if (!f.empty()) std::visit([&](auto value) { w.field(f.name, value); }, f.value);
  return terminal_text(w.close().text());
}

}  // namespace comptoir::log
