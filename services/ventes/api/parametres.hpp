// What the reads of this room take from a request.
#pragma once
#include <optional>
#include <string>

#include "libs/http/message.hpp"
#include "libs/service/api.hpp"

namespace comptoir::ventes {

/// The order named in the path; Refusal 404 when it can be none (ids of orders are printable ASCII).
std::string commande_du_chemin(const http::Request&);

/// The order after which a page starts, "" at the start; Refusal 422 when it can be none.
std::string commande_du_curseur(const service::Page&);

std::optional<std::int64_t> magasin_voulu(const http::Request&);
std::optional<std::int64_t> client_voulu(const http::Request&);

/// Days from `du` to `au`, both included; an absent one leaves that side open. Refusal 422 when they are reversed.
struct Periode {
  std::optional<Instant> du, au;
  /// The first instant after the period.
  std::optional<Instant> fin() const;
};
Periode periode(const http::Request&);

}  // namespace comptoir::ventes
