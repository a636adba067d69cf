// Writes JSON text straight into a string: no tree, money exact. The caller keeps the nesting right.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/money.hpp"

namespace comptoir::json {

/// A JSON string with its quotes; control characters, quotes and backslashes escaped.
void append_quoted(std::string& out, std::string_view text);

class Writer {
 public:
  Writer& open() { return begin('{'); }
  Writer& close() { return end('}'); }
  Writer& open_array() { return begin('['); }
  Writer& close_array() { return end(']'); }
  Writer& key(std::string_view name);
  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  Writer& value(bool b) { return raw(b ? "true" : "false"); }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Writer& value(T number) {
    return raw(std::to_string(number));
  }
  template <class T>
  Writer& value(const std::optional<T>& v) {
    return v ? value(*v) : null();
  }
  Writer& money(Cents cents) { return raw(format_dollars(cents)); }
  Writer& null() { return raw("null"); }
  /// Text that is JSON already.
  Writer& raw(std::string_view json);

  template <class T>
  Writer& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  Writer& money(std::string_view name, Cents cents) { return key(name).money(cents); }
  Writer& money(std::string_view name, const std::optional<Cents>& cents) {
    return cents ? money(name, *cents) : key(name).null();
  }

  const std::string& text() const& { return out_; }
  std::string text() && { return std::move(out_); }

 private:
  void separate();
  Writer& begin(char c);
  Writer& end(char c);

  std::string out_;
  bool comma_ = false;
};

}  // namespace comptoir::json
