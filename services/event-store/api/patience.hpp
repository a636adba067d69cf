// A read that may wait: one look after another, and no thread between them.
#pragma once
#include "libs/service/not_yet.hpp"
#include "services/event-store/app/attente.hpp"

namespace comptoir::event_store {

/// What one reader's looks have in common. A copy is the same reader.
class Patience {
 public:
  explicit Patience(Attente& attente) : attente_(&attente) {}

  /// Before the first look at what may change; later calls change nothing. Throws Refusal 503 when too many wait.
  void commencer(const std::string& quoi, std::chrono::milliseconds au_plus);
  bool commencee() const { return place_ != nullptr; }
  /// True when it is time to answer with what is there.
  bool epuisee() const;
  /// Ends this look: the next one comes when something was told of, or a little later; what another instance writes, nobody
  /// tells here.
  [[noreturn]] static void patienter() { throw PasEncore{}; }

  /// The read as a room offers it. `lire(request, sql, Patience&)`.
  template <class Lire>
  static service::Routes::Query lecture(Attente& attente, Lire lire) {
    return [&attente, lire](const http::Request& request, postgres::Connection& sql) {
      return regarder(lire, Patience(attente), request, sql);
    };
  }

 private:
  struct PasEncore {};

  template <class Lire>
  static http::Response regarder(const Lire& lire, Patience p, const http::Request& request,
                                 postgres::Connection& sql) {
    try {
      return lire(request, sql, p);
    } catch (const PasEncore&) {
      p.allonger();
      throw service::NotYet{
          [p](std::function<void()> rappel) { p.rappeler(std::move(rappel)); },
          [lire, p](const http::Request& r, postgres::Connection& c) { return regarder(lire, p, r, c); }};
    }
  }

  void rappeler(std::function<void()>) const;
  void allonger();

  Attente* attente_;
  std::shared_ptr<Attente::Place> place_;
  Attente::Moment limite_;
  std::chrono::milliseconds pas_{0};  ///< to the next look, if nothing is told
};

}  // namespace comptoir::event_store
