#include "libs/log/log.hpp"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "libs/base/clock.hpp"
#include "libs/base/guarded_thread.hpp"
#include "libs/base/terminal.hpp"
#include "libs/json/writer.hpp"
#include "libs/log/outlet.hpp"

namespace comptoir::log {
namespace {

struct Output {
  std::shared_ptr<spdlog::logger> logger;
  bool readable;
  std::string service;
};

constexpr std::string_view kPlain = "\x1b[0m";

std::string_view colour_of(spdlog::level::level_enum level) {
  if (level == spdlog::level::debug) return "\x1b[36m";
  if (level == spdlog::level::warn) return "\x1b[33m\x1b[1m";
  return level == spdlog::level::err ? "\x1b[31m\x1b[1m" : "\x1b[32m";
}

/// spdlog's own would wait for a reader that does not read. The level is coloured on a terminal.
class Sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit Sink(bool coloured) : coloured_(coloured) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    const std::string_view text(line.data(), line.size());
    if (!coloured_ || message.color_range_end <= message.color_range_start) return print(text);
    std::string painted(text.substr(0, message.color_range_start));
    painted.append(colour_of(message.level));
    painted.append(text.substr(message.color_range_start, message.color_range_end - message.color_range_start));
    print(painted.append(kPlain).append(text.substr(message.color_range_end)));
  }
  void flush_() override {}

  bool coloured_;
};

std::shared_ptr<const Output> make_output(Format format, std::string_view service) {
  const bool readable = format == Format::lisible || (format == Format::automatique && isatty(STDOUT_FILENO));
  auto logger = std::make_shared<spdlog::logger>("comptoir", std::make_shared<Sink>(readable && isatty(STDOUT_FILENO)));
  logger->set_pattern(readable ? "%H:%M:%S.%e %^%-5l%$ %v" : "%v");
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
  if (const auto lost = take_lost(); lost > 0)
    write(spdlog::level::warn, "warn", "lignes du journal perdues : la sortie ne prenait plus rien",
          {{"nombre", lost}});
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
  report_threads_to([](std::string_view thread, std::string_view reason) {
    error("un fil a échoué, on le reprend", {{"fil", thread}, {"raison", reason}});
  });
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
