// What streams need of the world.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "services/event-store/app/flux_filtre.hpp"

namespace comptoir::event_store {

using Moment = std::chrono::steady_clock::time_point;
using Montre = std::function<Moment()>;

struct DemandePage {
  std::optional<std::int64_t> apres;   ///< nothing: only the head is asked for
  std::optional<std::int64_t> jusque;  ///< nothing: up to the head
  Filtre filtre;
  std::size_t octets = 0;  ///< of envelopes; the first event comes whatever its size
};

struct PageFlux {
  std::vector<EvenementFlux> evenements{};
  std::int64_t position = 0;  ///< up to which was looked: all that the filter wants of it is here
  std::int64_t tete = 0;      ///< of the log
};

/// The log, a page at a time, read elsewhere.
class PagesFlux {
 public:
  /// Nothing: the database did not answer.
  using Suite = std::function<void(std::optional<PageFlux>)>;
  virtual ~PagesFlux() = default;
  /// Never blocks. `suite` is called once, from another thread; or never, when the program stops.
  virtual void lire(DemandePage, Suite suite) = 0;
};

/// A piece of an answer that is made while it is sent.
struct Morceau {
  enum class Suite { encore, fin, coupe };
  std::string texte{};
  Suite suite = Suite::encore;
};
using Donner = std::function<void(Morceau)>;

}  // namespace comptoir::event_store
