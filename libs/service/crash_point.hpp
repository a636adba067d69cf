// Where the process of a test build dies as by kill -9, when the environment says so: COMPTOIR_MEURT=stock-service:apres_commit:3
// is the third time that stock-service comes by there. The program that is shipped has none of it.
#pragma once
#include <string_view>

namespace comptoir::service {

#ifdef COMPTOIR_CRASH_POINTS
void crash_point(std::string_view service, std::string_view point);
#else
inline void crash_point(std::string_view, std::string_view) {}
#endif

}  // namespace comptoir::service
