// Looks out for a standby that was promoted. Who waits for a server that stands still would wait for ever, and who is with an
// old primary that is well would not hear of the new one.
#pragma once
#include <chrono>
#include <string>

#include "libs/base/guarded_thread.hpp"

namespace comptoir::postgres {

class Lookout {
 public:
  /// Of the servers that `conninfo` names; does nothing where it names one.
  explicit Lookout(std::string conninfo);

  static constexpr std::chrono::milliseconds kPeriod{1000};    // between two looks
  static constexpr std::chrono::milliseconds kPatience{1000};  // of one look

 private:
  void run(std::stop_token) const;
  void look() const;

  std::string conninfo_;
  GuardedThread thread_;
};

}  // namespace comptoir::postgres
