// The program's log: one JSON object per line on stdout, or a coloured line on a terminal. Thread-safe.
// It waits for no reader: what a full pipe does not take in time is lost, and the number of lines lost is said (see outlet.hpp).
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace comptoir::log {

enum class Format { json, lisible, automatique };

/// "json", "lisible" or "auto"; anything else is `automatique`: readable when stdout is a terminal.
Format parse_format(std::string_view);

/// Starts the log; may be called again. `level`: debug, info, warn, error or off. `service` is a field of every line, unless empty.
/// Before the first call the log is JSON at level info.
void init(Format, std::string_view level, std::string_view service = {});

/// Takes effect at once in every thread; an unknown name means info.
void set_level(std::string_view level);

/// True when debug() writes: ask before making a message that costs something.
bool debugging();

/// A named value beside the message; one whose text is empty is left out. It copies nothing: use it as an argument only.
struct Field {
  Field(std::string_view n, std::string_view text) : name(n), value(text) {}
  Field(std::string_view n, const std::string& text) : name(n), value(std::string_view(text)) {}
  Field(std::string_view n, const char* text) : name(n), value(std::string_view(text)) {}
  template <std::integral T>
  Field(std::string_view n, T number) : name(n), value(static_cast<std::int64_t>(number)) {}

  bool empty() const {
    const auto* text = std::get_if<std::string_view>(&value);
    return text && text->empty();
  }

  std::string_view name;
  std::variant<std::string_view, std::int64_t> value;
};
using Fields = std::initializer_list<Field>;

void debug(std::string_view message, Fields = {});
void info(std::string_view message, Fields = {});
void warn(std::string_view message, Fields = {});
void error(std::string_view message, Fields = {});

/// The text of one line, without its end; what the functions above print. For tests and for other sinks.
std::string json_line(std::string_view time, std::string_view level, std::string_view service, std::string_view message,
                      Fields);

}  // namespace comptoir::log
