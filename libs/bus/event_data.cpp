#include "libs/bus/event_data.hpp"

#include "libs/base/ids.hpp"

namespace comptoir::bus {
namespace {

constexpr std::int64_t kMaxQuantity = 1'000'000'000;

[[noreturn]] void refuse_line(std::size_t i) {
  throw json::Invalid(
      {{"produits[" + std::to_string(i) + "]", "produit_id, quantite, prix_unitaire et sous_total attendus"}});
}

std::int64_t integer(const boost::json::object& o, std::string_view name, std::int64_t max, std::size_t i) {
  const auto* v = o.if_contains(name);
  const auto number = v ? json::whole(*v) : std::nullopt;
  if (!number || *number < 1 || *number > max) refuse_line(i);
  return *number;
}

Cents amount(const boost::json::object& o, std::string_view name, std::size_t i) {
  const auto* v = o.if_contains(name);
  const auto cents = v && v->is_number() ? cents_from_dollars(v->to_number<double>()) : std::nullopt;
  if (!cents || *cents < 0) refuse_line(i);
  return *cents;
}

}  // namespace

// Orders have hundreds of lines and this is on the hot path: no json::Fields, which keeps a path for every field.
std::vector<OrderLine> read_order_lines(json::Fields& f) {
  const auto* value = f.any("produits");
  const auto* items = value ? value->if_array() : nullptr;
  if (!items || items->empty()) {
    f.error("produits", "liste non vide attendue");
    return {};
  }
  std::vector<OrderLine> out;
  out.reserve(items->size());
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto* o = (*items)[i].if_object();
    if (!o) refuse_line(i);
    out.push_back({integer(*o, "produit_id", kMaxId, i), integer(*o, "quantite", kMaxQuantity, i),
                   amount(*o, "prix_unitaire", i), amount(*o, "sous_total", i)});
  }
  return out;
}

}  // namespace comptoir::bus
