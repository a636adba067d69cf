// The streams of the log: who reads, what is known of the log's end, and the one thread that wakes readers.
#pragma once

#include "libs/base/guarded_thread.hpp"
#include "services/event-store/app/flux_export.hpp"
#include "services/event-store/app/flux_lecteur.hpp"
#include "services/event-store/app/flux_places.hpp"

namespace comptoir::event_store {

inline constexpr std::size_t kLecteursFlux = 1000, kLecteursParAdresse = 250;
inline constexpr std::size_t kExports = 8, kExportsParAdresse = 4;
/// The ring. A reader that falls further behind reads the database.
inline constexpr std::size_t kAnneauEvenements = 32'768, kAnneauOctets = 32 * 1024 * 1024;
/// Where nobody tells of new events (another instance writes), the database is asked this often, while readers wait.
inline constexpr std::chrono::milliseconds kSondage{250};

/// A reader, or an export, and its place.
template <class Qui>
struct Ouverture {
  Places::Refus refus;
  std::shared_ptr<Qui> qui{};
  std::shared_ptr<void> place{};
};

class Flux {
 public:
  /// `pages` outlives it; `montre` is called from any thread.
  explicit Flux(PagesFlux& pages, Montre montre = std::chrono::steady_clock::now,
                Anneau anneau = Anneau(kAnneauEvenements, kAnneauOctets));
  ~Flux() { arreter(); }
  Flux(const Flux&) = delete;

  void demarrer();
  /// No reader hears anything after this. Idempotent.
  void arreter();

  Ouverture<Lecteur> lire(const std::string& adresse, Filtre, std::optional<std::int64_t> apres);
  Ouverture<Export> exporter(const std::string& adresse, Filtre, std::int64_t apres,
                             std::optional<std::int64_t> jusque);

  /// Events that were committed here, in order.
  void publier(std::vector<EvenementFlux>);

  /// One turn of the thread: wakes who has something to hear, and looks whether the database knows more than we do.
  void tour();

 private:
  void sonder();
  void recevoir_sonde(std::int64_t depuis, PageFlux);

  PagesFlux& pages_;
  const Montre montre_;
  const std::int64_t saut_;  ///< positions: a ring that is further behind starts again at the head
  Diffusion diffusion_;
  Places lecteurs_{kLecteursFlux, kLecteursParAdresse}, exports_{kExports, kExportsParAdresse};
  std::atomic<Moment> sondage_{Moment::min()};  ///< the next
  std::atomic<bool> arret_ = false;
  GuardedThread fil_;
};

}  // namespace comptoir::event_store
