// Loaded before initdb where our user has no entry in /etc/passwd (a container with a number of its own): initdb and the server it
// runs for a moment ask for a name, and end without. Built as a library of its own; see named_user.cpp.
#include <dlfcn.h>
#include <pwd.h>
#include <unistd.h>

extern "C" passwd* getpwuid(uid_t uid) {
  using Ask = passwd* (*)(uid_t);
  const auto ask = reinterpret_cast<Ask>(dlsym(RTLD_NEXT, "getpwuid"));
  if (passwd* known = ask ? ask(uid) : nullptr; known || uid != geteuid()) return known;
  static char name[] = "comptoir", none[] = "", home[] = "/nonexistent", shell[] = "/bin/false";
  static passwd made{name, none, uid, getegid(), none, home, shell};
  return &made;
}
