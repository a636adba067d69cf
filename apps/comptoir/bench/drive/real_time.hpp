// The generator's thread goes before all others while it lives: on a full machine it must still send on time.
#pragma once
namespace comptoir::bench {

class RealTime {
 public:
  RealTime();
  ~RealTime();
  RealTime(const RealTime&) = delete;
  RealTime& operator=(const RealTime&) = delete;
  /// False when the system does not allow it (no CAP_SYS_NICE): the run may then be void more often.
  bool granted() const { return granted_; }

 private:
  bool granted_;
};

}  // namespace comptoir::bench
