// The last events of the log, in memory, each encoded once. Not thread-safe.
//
// Positions are dense, so next = last + 1 is the whole rule: what does not follow empties the ring, and a reader whose
// next event is not here reads it from the database.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "services/event-store/app/flux_filtre.hpp"

namespace comptoir::event_store {

/// An event and its text; its envelope is in the text only.
struct Trame {
  explicit Trame(EvenementFlux e);
  EvenementFlux evenement;
  std::string texte;
};

class Anneau {
 public:
  using Trames = std::vector<std::shared_ptr<const Trame>>;

  /// At most so many events, and so many bytes of their texts.
  Anneau(std::size_t evenements, std::size_t octets) : evenements_(evenements), octets_(octets) {}

  std::int64_t capacite() const { return static_cast<std::int64_t>(evenements_); }

  /// The last position of the log that is known here; nothing before anything was told.
  std::optional<std::int64_t> derniere() const { return derniere_; }

  /// One that is known already is left out.
  void ajouter(std::shared_ptr<const Trame>);
  /// The log is at `tete`, and nothing between is here. A lower or equal position changes nothing.
  void sauter(std::int64_t tete);

  enum class Etat { a_jour, servi, retard };
  struct Lecture {
    Etat etat;
    Trames trames{};            ///< of the filter; may be empty
    std::int64_t position = 0;  ///< up to which was looked
  };
  /// What follows `apres`: `octets` of text at most, but one event at least. `retard`: it is not here.
  Lecture lire(std::int64_t apres, const Filtre&, std::size_t octets) const;

 private:
  void vider();

  const std::size_t evenements_, octets_;
  std::deque<std::shared_ptr<const Trame>> trames_;  ///< dense, up to derniere_
  std::size_t poids_ = 0;                            ///< of trames_, in bytes
  std::optional<std::int64_t> derniere_;
};

}  // namespace comptoir::event_store
