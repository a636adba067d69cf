// Readers that wait for an aggregate, or a projection, to change. Thread-safe.
//
// Take a place, then look, then wait: what is told after the place was taken ends the wait, so no change is missed. A reader
// waits with no thread of its own: whoever tells of a change calls it back, or the one thread that knows the time.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "libs/base/guarded_thread.hpp"

namespace comptoir::event_store {

/// Readers with a place at once; beyond, they are told to come back.
inline constexpr std::size_t kAttendants = 1000;

class Attente {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  /// Called once, from any thread, under no lock. Must not block.
  using Rappel = std::function<void()>;

  /// `quand_on_attend` is called each time a reader begins to wait, by his thread.
  explicit Attente(std::function<void()> quand_on_attend = {}, std::size_t places = kAttendants)
      : quand_on_attend_(std::move(quand_on_attend)), places_(places) {}
  ~Attente() { close(); }
  Attente(const Attente&) = delete;
  Attente& operator=(const Attente&) = delete;

  class Place {
   public:
    ~Place() { attente_.quitter(*this); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    friend class Attente;
    Place(Attente& attente, std::string quoi) : attente_(attente), quoi_(std::move(quoi)) {}

    Attente& attente_;
    const std::string quoi_;
    // Under the lock of Attente.
    bool change_ = false;  ///< since the last call back
    Rappel rappel_;
    Moment echeance_;
  };

  /// Nothing when every place is taken. The place is given back when the last copy goes; Attente outlives it.
  std::shared_ptr<Place> prendre(std::string quoi);
  /// Calls back at the first change since the place was taken, or since the last call back; or when the time has come, or the
  /// program stops: at once, perhaps.
  void rappeler(const std::shared_ptr<Place>&, Moment echeance, Rappel);

  void notify(const std::set<std::string>& quoi);
  /// True while a reader has a place.
  bool attendue();
  /// Ends every wait, present and to come. Idempotent; not from a Rappel.
  void close();
  bool fermee();

 private:
  void quitter(Place&);
  Rappel reprendre(Place&);
  void veiller();
  std::vector<Rappel> echus(Moment maintenant);

  const std::function<void()> quand_on_attend_;
  const std::size_t places_;
  std::mutex mutex_;
  std::condition_variable plus_tot_;
  std::unordered_multimap<std::string, Place*> salles_;  ///< all places, by what they wait for
  std::multimap<Moment, Place*> echeances_;              ///< of those that are to be called back
  GuardedThread veilleur_;                               ///< from the first wait on
  bool closed_ = false;
};

}  // namespace comptoir::event_store
