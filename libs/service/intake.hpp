// Where a reader stands in each stream: it gives the inbox seq 1, 2, 3, … of every stream, once, whichever road brings
// an event: its stream, its producer's journal, or its producer itself (Handover). Thread-safe.
#pragma once
#include <map>
#include <mutex>

#include "libs/service/horizon.hpp"
#include "libs/service/inbox.hpp"

namespace comptoir::service {

class Intake {
  struct Lane {
    std::mutex mutex;
    std::int64_t last = 0;    ///< the last seq that the inbox was given
    std::int64_t handed = 0;  ///< the last one that came by hand
    bool missed = false;      ///< something came by hand that was not the next
  };

 public:
  /// `positions`: the last seq applied of each stream.
  Intake(const std::map<std::string, std::int64_t>& positions, Inbox&, Horizon&);

  /// A stretch of one stream; nobody else gives any of it meanwhile. The inbox has it when the turn ends.
  class Turn {
   public:
    Turn(Intake&, const std::string& stream);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    std::int64_t last() const { return lane_.last; }
    bool is_next(std::int64_t seq) const { return seq == lane_.last + 1; }
    /// The next one.
    void take(Delivery);
    /// So many may be taken.
    void expect(std::size_t deliveries) { batch_.reserve(deliveries); }
    /// All that was taken came by hand; `missed`: something that did was not the next.
    void by_hand(bool missed);
    std::size_t taken() const { return batch_.size(); }

   private:
    Intake& intake_;
    const std::string& stream_;
    Lane& lane_;
    std::lock_guard<std::mutex> lock_;
    std::vector<Delivery> batch_;
  };

  std::int64_t last(const std::string& stream) const;
  /// The last seq that came by hand; 0 when the stream has none that the group does not know of. Asked once, it is known.
  std::int64_t handed(const std::string& stream);
  /// True when something came by hand, of any stream, that was not the next: its stream must be read. Asked once, it is known.
  bool missed();
  bool has_room(const std::string& stream) const { return inbox_.has_room(stream); }

 private:
  mutable std::map<std::string, Lane> lanes_;
  Inbox& inbox_;
  Horizon& horizon_;
};

}  // namespace comptoir::service
