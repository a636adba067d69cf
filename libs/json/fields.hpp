// Reads one JSON object strictly and says of every field what is wrong with it, all at once.
#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/money.hpp"

namespace comptoir::json {

/// `champ` is a path such as "lignes[2].quantite"; empty for the body as a whole.
struct FieldError {
  std::string champ;
  std::string raison;
};

/// Thrown by Fields::finish and parse: the edge turns it into a 4xx, a consumer into a dead letter.
struct Invalid : std::runtime_error {
  explicit Invalid(std::vector<FieldError> e);
  std::vector<FieldError> erreurs;
};

/// Parses text of bounded depth (32) as UTF-8 JSON. Throws Invalid with the byte where it breaks; also for a key that an
/// object has twice, a number that is not kept exactly (beyond 64 bits or the 17 digits of a double), a NUL in a text. Move
/// the tree, or part of it, rather than copy.
boost::json::value parse(std::string_view text);
/// `memory` holds the value, and the parser's own needs.
boost::json::value parse(std::string_view text, boost::json::storage_ptr memory);

/// A whole number, however it is written (643, 643.0, 6.43e2); nothing when it is none, or needs more than 64 bits.
std::optional<std::int64_t> whole(const boost::json::value&);

/// A getter answers the value, or a harmless one after noting an error; call finish() before using any.
class Fields {
 public:
  /// `errors` collects; `prefix` is this object's own path ("" or "lignes[2].").
  Fields(const boost::json::value& value, std::vector<FieldError>& errors, std::string prefix = {});

  std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min, std::int64_t max);
  Cents money(std::string_view name, Cents min, Cents max);
  std::optional<Cents> optional_money(std::string_view name, Cents min, Cents max);
  /// Length is counted in bytes; text of white space alone is refused when min > 0, and, unless lenient, a control
  /// character.
  std::string text(std::string_view name, std::size_t min, std::size_t max);
  std::optional<std::string> optional_text(std::string_view name, std::size_t min, std::size_t max);
  bool boolean(std::string_view name);
  /// The elements' objects are read by `read(Fields&)`.
  template <class Read>
  void array(std::string_view name, std::size_t min, std::size_t max, Read read) {
    const auto* items = find_array(name, min, max);
    if (!items) return;
    for (std::size_t i = 0; i < items->size(); ++i) {
      Fields item((*items)[i], errors_, prefix_ + std::string(name) + '[' + std::to_string(i) + "].");
      read(item);
      if (strict_) item.refuse_unknown();
    }
  }
  const boost::json::value* any(std::string_view name);
  void error(std::string_view name, std::string reason);

  /// Events may carry more than we read; requests may not.
  void lenient() { strict_ = false; }
  void refuse_unknown();
  /// Refuses unknown fields and throws Invalid when anything was wrong.
  void finish();

 private:
  const boost::json::value* find(std::string_view name);
  const boost::json::array* find_array(std::string_view name, std::size_t min, std::size_t max);
  std::optional<std::int64_t> to_integer(std::string_view, const boost::json::value&, std::int64_t, std::int64_t);
  std::optional<Cents> to_money(std::string_view, const boost::json::value&, Cents, Cents);
  std::optional<std::string> to_text(std::string_view, const boost::json::value&, std::size_t, std::size_t);

  const boost::json::object* object_ = nullptr;
  std::vector<FieldError>& errors_;
  std::string prefix_;
  std::vector<std::string> seen_;
  bool strict_ = true;
};

/// Parses `text` and reads it with `read(Fields&)`, strictly. Throws Invalid.
template <class Read>
auto read_object(std::string_view text, Read read) {
  const auto value = parse(text);
  std::vector<FieldError> errors;
  Fields fields(value, errors);
  auto result = read(fields);
  fields.finish();
  return result;
}

}  // namespace comptoir::json
