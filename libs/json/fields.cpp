#include "libs/json/fields.hpp"

#include <algorithm>
#include <cmath>

#include "libs/json/text.hpp"

namespace comptoir::json {
namespace {

constexpr double kMaxWholeDouble = 9'007'199'254'740'992.0;  // 2^53: beyond, a double skips whole numbers

std::string summary(const std::vector<FieldError>& errors) {
  std::string out;
  for (const auto& e : errors) {
    if (!out.empty()) out += "; ";
    out += e.champ.empty() ? e.raison : e.champ + ": " + e.raison;
  }
  return out;
}

std::string range(std::int64_t min, std::int64_t max) {
  return "entier de " + std::to_string(min) + " à " + std::to_string(max) + " attendu";
}

}  // namespace

Invalid::Invalid(std::vector<FieldError> e) : std::runtime_error(summary(e)), erreurs(std::move(e)) {}

std::optional<std::int64_t> whole(const boost::json::value& v) {
  if (const auto* number = v.if_int64()) return *number;
  const auto* decimal = v.if_double();
  if (!decimal || std::fabs(*decimal) > kMaxWholeDouble || std::trunc(*decimal) != *decimal) return std::nullopt;
  return static_cast<std::int64_t>(*decimal);
}

Fields::Fields(const boost::json::value& value, std::vector<FieldError>& errors, std::string prefix)
    : object_(value.if_object()), errors_(errors), prefix_(std::move(prefix)) {
  if (object_) return;
  std::string path = prefix_;
  if (!path.empty()) path.pop_back();
  errors_.push_back({path, "objet JSON attendu"});
}

void Fields::error(std::string_view name, std::string reason) {
  errors_.push_back({prefix_ + std::string(name), std::move(reason)});
}

const boost::json::value* Fields::find(std::string_view name) {
  if (!object_) return nullptr;
  seen_.emplace_back(name);
  const auto* value = object_->if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

const boost::json::value* Fields::any(std::string_view name) { return find(name); }

std::optional<std::int64_t> Fields::to_integer(std::string_view name, const boost::json::value& v, std::int64_t min,
                                               std::int64_t max) {
  const auto number = whole(v);
  if (number && *number >= min && *number <= max) return *number;
  error(name, range(min, max));
  return std::nullopt;
}

std::optional<Cents> Fields::to_money(std::string_view name, const boost::json::value& v, Cents min, Cents max) {
  std::optional<Cents> cents;
  if (v.is_int64() || v.is_uint64() || v.is_double()) cents = cents_from_dollars(v.to_number<double>());
  if (cents && *cents >= min && *cents <= max) return cents;
  error(name, "montant de " + format_dollars(min) + " à " + format_dollars(max) + ", au plus deux décimales, attendu");
  return std::nullopt;
}

std::optional<std::string> Fields::to_text(std::string_view name, const boost::json::value& v, std::size_t min,
                                           std::size_t max) {
  const auto* text = v.if_string();
  const bool blank = text && std::all_of(text->begin(), text->end(), [](char c) { return c == ' ' || c == '\t'; });
  const bool fits = text && text->size() >= min && text->size() <= max && !(min > 0 && blank);
  if (fits && (!strict_ || is_plain_text(*text))) return std::string(text->data(), text->size());
  error(name, fits ? "texte sans caractère de contrôle attendu"
                   : "texte de " + std::to_string(min) + " à " + std::to_string(max) + " octets attendu");
  return std::nullopt;
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const auto* v = find(name);
  return v ? to_integer(name, *v, min, max) : std::nullopt;
}

std::int64_t Fields::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const auto* v = find(name);
  if (!v && object_) error(name, "champ obligatoire");
  return v ? to_integer(name, *v, min, max).value_or(min) : min;
}

std::optional<Cents> Fields::optional_money(std::string_view name, Cents min, Cents max) {
  const auto* v = find(name);
  return v ? to_money(name, *v, min, max) : std::nullopt;
}

Cents Fields::money(std::string_view name, Cents min, Cents max) {
  const auto* v = find(name);
  if (!v && object_) error(name, "champ obligatoire");
  return v ? to_money(name, *v, min, max).value_or(min) : min;
}

std::optional<std::string> Fields::optional_text(std::string_view name, std::size_t min, std::size_t max) {
  const auto* v = find(name);
  return v ? to_text(name, *v, min, max) : std::nullopt;
}

std::string Fields::text(std::string_view name, std::size_t min, std::size_t max) {
  const auto* v = find(name);
  if (!v && object_) error(name, "champ obligatoire");
  return v ? to_text(name, *v, min, max).value_or("") : "";
}

bool Fields::boolean(std::string_view name) {
  const auto* v = find(name);
  if (v && v->is_bool()) return v->get_bool();
  if (object_) error(name, v ? "vrai ou faux attendu" : "champ obligatoire");
  return false;
}

const boost::json::array* Fields::find_array(std::string_view name, std::size_t min, std::size_t max) {
  const auto* v = find(name);
  const auto* items = v ? v->if_array() : nullptr;
  if (items && items->size() >= min && items->size() <= max) return items;
  if (object_)
    error(name, v ? "liste de " + std::to_string(min) + " à " + std::to_string(max) + " éléments attendue"
                  : "champ obligatoire");
  return nullptr;
}

void Fields::refuse_unknown() {
  if (!object_) return;
  for (const auto& member : *object_)
    if (std::find(seen_.begin(), seen_.end(), std::string_view(member.key())) == seen_.end())
      error(member.key(), "champ inconnu");
}

void Fields::finish() {
  if (strict_) refuse_unknown();
  if (!errors_.empty()) throw Invalid(errors_);
}

}  // namespace comptoir::json
