#include "libs/json/fields.hpp"

#include <algorithm>

namespace comptoir::json {
namespace {

constexpr std::size_t kTreePerByte = 3;  // bytes of tree per byte of text, about
constexpr std::size_t kMaxDepth = 32;

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

boost::json::value parse(std::string_view text) {
  // A tree is read once and dropped whole: its nodes need no allocation, and no freeing, of their own.
  return parse(text, boost::json::make_shared_resource<boost::json::monotonic_resource>(kTreePerByte * text.size()));
}

boost::json::value parse(std::string_view text, boost::json::storage_ptr memory) {
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::json::stream_parser parser(memory, options);
  parser.reset(memory);
  boost::json::error_code ec;
  const auto used = parser.write_some(text.data(), text.size(), ec);
  const bool trailing = !ec && parser.done() && text.find_first_not_of(" \t\r\n", used) != std::string_view::npos;
  if (!ec && !parser.done()) parser.finish(ec);
  if (ec || trailing)
    throw Invalid({{"", "JSON invalide à l'octet " + std::to_string(used) + ": " +
                            (trailing ? "texte après la fin" : ec.message())}});
  return parser.release();
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
  const auto* number = v.if_int64();
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
  const bool nul = text && std::find(text->begin(), text->end(), '\0') != text->end();
  if (text && text->size() >= min && text->size() <= max && !(min > 0 && blank) && !nul)
    return std::string(text->data(), text->size());
  error(name, "texte de " + std::to_string(min) + " à " + std::to_string(max) + " octets attendu");
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
