// Within one process, what a service has committed goes to its readers at once, read once for all of them. The stream
// carries it too: for other processes, for who was not listening, and for who had no room. Positions make a second
// arrival harmless.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <mutex>

#include "libs/journal/journal.hpp"
#include "libs/service/delivery.hpp"

namespace comptoir::service {

/// An event that is committed, in its place.
struct Handed {
  std::int64_t seq = 0;
  Parsed event;
};

class Handover {
 public:
  /// Ascending, of one stream, without holes. On the teller's thread; must not block.
  using Hear = std::function<void(const std::vector<Handed>&)>;

  /// Listens until it is gone; whoever ends it waits for what is being told. Its handover outlives it.
  class Seat {
   public:
    Seat(Handover&, std::string stream, Hear);
    ~Seat();
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

   private:
    Handover& handover_;
    std::string stream_;
  };

  /// These streams may be told here. Before anybody listens.
  void announce(const std::vector<std::string>& streams);
  bool knows(const std::string& stream) const { return lanes_.contains(stream); }
  /// Their producer begins to write here, or ends.
  void begin(const std::vector<std::string>& streams, bool telling);
  /// True while all that is written to the stream is told here.
  bool tells(const std::string& stream) const;
  /// What was just committed, of any streams. Nothing of it may be undone any more.
  void tell(const std::vector<journal::Entry>&);

 private:
  struct Lane {
    std::mutex mutex;
    std::atomic<bool> telling = false;
    std::map<const Seat*, Hear> seats;
  };

  std::map<std::string, Lane> lanes_;  ///< by stream
};

}  // namespace comptoir::service
