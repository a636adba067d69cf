// The table of keys: file, environment, flags, `comptoir config` and docs/reference/configuration.md are all made from it.
#pragma once
#include <span>
#include <variant>

#include "libs/config/config.hpp"

namespace comptoir {

struct TextKey {
  std::string& (*at)(Config&);
  std::vector<std::string_view> choices = {};  // empty: any text
};
struct NumberKey {
  std::int64_t& (*at)(Config&);
  std::int64_t min;
  std::int64_t max;
};

struct Key {
  std::string name;  // "postgres.host"
  std::string doc;
  std::variant<TextKey, NumberKey> kind;
  bool secret = false;

  std::string_view section() const;       // "postgres"; empty for a key of the top level
  std::string variable() const;           // "COMPTOIR_POSTGRES_HOST"
  std::string text(const Config&) const;  // the value as text, secrets in clear
  /// Throws ConfigError; `where` is named in it and kept as the value's origin.
  void set(Config&, std::string_view value, const std::string& where) const;
};

const std::vector<Key>& keys();

/// Nothing when no key has that name.
const Key* find_key(std::string_view name);

/// The known name with the fewest edits from `name`; nothing when all are too far to be what was meant.
std::optional<std::string> nearest_key(std::string_view name);

}  // namespace comptoir
