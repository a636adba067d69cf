// For the tests of the streams: a log in memory, whose pages are read when the test says so, and a clock that it moves.
#pragma once
#include <algorithm>
#include <deque>

#include "services/event-store/app/flux_ports.hpp"

namespace comptoir::event_store {

inline EvenementFlux evenement_n(std::int64_t position, std::string type = "CommandeCreee") {
  EvenementFlux e;
  e.position = position;
  e.version = 1;
  e.event_type = std::move(type);
  e.aggregate_id = "cmd-" + std::to_string(position);
  e.source = "panier-service";
  e.enveloppe = R"({"n":)" + std::to_string(position) + "}";
  return e;
}

class JournalEnMemoire final : public PagesFlux {
 public:
  std::vector<EvenementFlux> evenements;  ///< the log, dense from 1
  std::size_t page = 3;                   ///< events in a page at most
  bool panne = false;
  std::deque<std::pair<DemandePage, Suite>> demandes;
  int lues = 0;

  void lire(DemandePage d, Suite suite) override { demandes.emplace_back(std::move(d), std::move(suite)); }

  /// Answers what was asked for, and what is asked for meanwhile.
  void repondre() {
    while (!demandes.empty()) {
      auto [demande, suite] = std::move(demandes.front());
      demandes.pop_front();
      ++lues;
      suite(panne ? std::nullopt : std::optional(lire_page(demande)));
    }
  }

 private:
  PageFlux lire_page(const DemandePage& d) const {
    PageFlux p;
    p.tete = static_cast<std::int64_t>(evenements.size());
    p.position = d.apres.value_or(p.tete);
    for (const auto borne = std::min(d.jusque.value_or(p.tete), p.tete);
         p.position < borne && p.evenements.size() < page;) {
      const auto& e = evenements[static_cast<std::size_t>(p.position++)];
      if (accepte(d.filtre, e)) p.evenements.push_back(e);
    }
    return p;
  }
};

}  // namespace comptoir::event_store
